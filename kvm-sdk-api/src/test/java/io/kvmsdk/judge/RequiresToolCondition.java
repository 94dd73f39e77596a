package io.kvmsdk.judge;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Decides {@link RequiresTool}. */
final class RequiresToolCondition implements ExecutionCondition {
  private static final ConcurrentHashMap<List<String>, Boolean> WORKS = new ConcurrentHashMap<>();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    for (RequiresTool tool :
        AnnotationSupport.findRepeatableAnnotations(context.getElement(), RequiresTool.class)) {
      List<String> command = List.of(tool.value());
      if (!WORKS.computeIfAbsent(command, RequiresToolCondition::works)) {
        return absent(
            "'"
                + String.join(" ", command)
                + "' does not work here; Debian package "
                + tool.debianPackage());
      }
    }
    return ConditionEvaluationResult.enabled("every tool is there");
  }

  private static ConditionEvaluationResult absent(String what) {
    if ("required".equals(System.getProperty("kvmsdk.real"))) {
      throw new IllegalStateException(what + ", and -Dkvmsdk.real=required forbids to skip");
    }
    return ConditionEvaluationResult.disabled(what);
  }

  private static boolean works(List<String> command) {
    return Tool.tryRun(command.toArray(new String[0])).map(r -> r.exit() == 0).orElse(false);
  }
}
