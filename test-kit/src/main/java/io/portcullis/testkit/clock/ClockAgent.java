package io.portcullis.testkit.clock;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import org.jspecify.annotations.Nullable;

/**
 * Gives our servers' one clock another source of time: in {@code SteadyClock}, from which both take
 * all of theirs, the call of {@code InstantSource.system()} becomes one of {@link OffsetSource}.
 * libfaketime, which does so for a whole process, stops the JVM's own timers, too.
 */
public final class ClockAgent implements ClassFileTransformer {
  private static final String CLOCK = "io/portcullis/kit/time/SteadyClock";
  private static final String SOURCE = "java/time/InstantSource";

  private ClockAgent() {}

  /** Called by the JVM; the argument is the file with the offset. */
  public static void premain(String file, Instrumentation instrumentation) {
    System.setProperty(OffsetSource.FILE, file);
    instrumentation.addTransformer(new ClockAgent());
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    if (!CLOCK.equals(name)) {
      return null;
    }
    ClassFile classFile = ClassFile.of();
    return classFile.transformClass(
        classFile.parse(bytes), ClassTransform.transformingMethodBodies(offset()));
  }

  private static CodeTransform offset() {
    ClassDesc instead = ClassDesc.of(OffsetSource.class.getName());
    return (code, element) -> {
      if (element instanceof InvokeInstruction call
          && call.owner().asInternalName().equals(SOURCE)
          && call.name().equalsString("system")) {
        code.invokestatic(instead, "system", call.typeSymbol());
      } else {
        code.with(element);
      }
    };
  }
}
