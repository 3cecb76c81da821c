# Reads "+ PID" and "- PID" lines, and kills every process still on the list when its input ends: the JVM that writes
# the lines has ended then, however it did. Ctrl-C is not for us.
trap '' INT TERM HUP
pids=' '
while read -r what pid; do
  case $what in
    +) pids="$pids$pid " ;;
    -) pids="${pids%% $pid *} ${pids#* $pid }" ;;
  esac
done
for pid in $pids; do
  kill -9 "-$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null
done
