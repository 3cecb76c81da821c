{{/* Names: at most 63 characters, the room label appended. */}}
{{- define "portcullis.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 48 | trimSuffix "-" -}}
{{- else if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 48 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 48 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "portcullis.extAuthz.name" -}}{{ include "portcullis.fullname" . }}-ext-authz{{- end -}}
{{- define "portcullis.tokenService.name" -}}{{ include "portcullis.fullname" . }}-token-service{{- end -}}

{{/* Labels by which pods are selected: never changed once installed. Takes (dict "root" . "component" "x"). */}}
{{- define "portcullis.selectorLabels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "portcullis.labels" -}}
{{ include "portcullis.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{/* An image reference; a digest wins over a tag. Takes (dict "root" . "image" .Values.x.image). */}}
{{- define "portcullis.image" -}}
{{- $name := .image.repository -}}
{{- if .image.registry -}}{{- $name = printf "%s/%s" .image.registry .image.repository -}}{{- end -}}
{{- if .image.digest -}}{{ $name }}@{{ .image.digest }}{{- else -}}{{ $name }}:{{ .image.tag | default .root.Chart.AppVersion }}{{- end -}}
{{- end -}}

{{- define "portcullis.serviceAccountName" -}}
{{- if .section.serviceAccount.create -}}{{ .section.serviceAccount.name | default .name }}{{- else -}}{{ .section.serviceAccount.name | default "default" }}{{- end -}}
{{- end -}}

{{/* The port of an address such as 0.0.0.0:9080. */}}
{{- define "portcullis.port" -}}{{ regexFind "[0-9]+$" . }}{{- end -}}

{{/* JVM options: the heap follows the container's limit. */}}
{{- define "portcullis.jvmOptions" -}}
-XX:MaxRAMPercentage={{ .heapPercent }} -XX:+Use{{ .gc }}GC -XX:+ExitOnOutOfMemoryError{{ with .extraOpts }} {{ . }}{{ end }}
{{- end -}}

{{/* Non-root, read-only root, no capabilities, default seccomp. */}}
{{- define "portcullis.containerSecurity" -}}
allowPrivilegeEscalation: false
privileged: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "portcullis.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ .runAsUser }}
runAsGroup: {{ .runAsGroup }}
fsGroup: {{ .fsGroup }}
# Otherwise each mount would make the 0600 file of signing keys readable for the group, and the server refuse it.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* Where the configuration's *_file keys find the referenced Secrets. Takes a section of the values. */}}
{{- define "portcullis.secretMounts" -}}
{{- range $name, $secret := .secrets }}
- name: secret-{{ $name }}
  mountPath: /etc/portcullis/secrets/{{ $name }}
  readOnly: true
{{- end }}
{{- end -}}

{{- define "portcullis.secretVolumes" -}}
{{- range $name, $secret := .secrets }}
- name: secret-{{ $name }}
  secret:
    secretName: {{ $secret }}
    # Readable by the group only: the process runs with fsGroup.
    defaultMode: 0440
{{- end }}
{{- end -}}

{{/* Liveness, readiness and start-up on the probes' port. Takes a section of the values. */}}
{{- define "portcullis.probes" -}}
{{- with .probes -}}
startupProbe:
  httpGet: {path: /startupz, port: probes}
  {{- toYaml .startup | nindent 2 }}
livenessProbe:
  httpGet: {path: /livez, port: probes}
  {{- toYaml .liveness | nindent 2 }}
readinessProbe:
  httpGet: {path: /readyz, port: probes}
  {{- toYaml .readiness | nindent 2 }}
{{- end -}}
{{- end -}}
