package io.higuma;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import io.higuma.resource.SpecValidator;
import io.higuma.validation.Violation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What validation says of objects in files. A scenario has {@code in-valid.yaml}, of which nothing
 * may be said, and {@code in-invalid.yaml}, each object of which is named for the rule that it
 * breaks.
 */
public record SpecScenarios(Golden golden) {
  /** Asks the validator of the kind that each object is of. */
  public void check(Path scenario, Map<ResourceKind, SpecValidator> validators) {
    check(
        scenario,
        new SpecValidator() {
          @Override
          public List<Violation> validate(ResourceView object) {
            return of(object).validate(object);
          }

          @Override
          public List<String> warnings(ResourceView object) {
            return of(object).warnings(object);
          }

          private SpecValidator of(ResourceView object) {
            return Optional.ofNullable(validators.get(object.kind())).orElseThrow();
          }
        });
  }

  /** Expects silence on the valid objects, and on the others what the golden file has. */
  public void check(Path scenario, SpecValidator validator) {
    var said = new StringBuilder();
    for (ObjectNode object : golden.objects(scenario.resolve("in-valid.yaml"))) {
      ResourceView view = view(object);
      List<Violation> violations = validator.validate(view);
      List<String> warnings = validator.warnings(view);
      if (!violations.isEmpty() || !warnings.isEmpty()) {
        throw new AssertionError(
            "%s: valid object %s: %s %s".formatted(scenario, view.name(), violations, warnings));
      }
    }
    for (ObjectNode object : golden.objects(scenario.resolve("in-invalid.yaml"))) {
      ResourceView view = view(object);
      said.append("# ").append(view.name()).append('\n');
      List<Violation> violations = validator.validate(view);
      violations.forEach(violation -> said.append(violation).append('\n'));
      if (violations.isEmpty()) {
        validator
            .warnings(view)
            .forEach(warning -> said.append("warning: ").append(warning).append('\n'));
      }
    }
    golden.assertMatches(scenario.resolve("out-violations.txt"), said.toString());
  }

  /** The object as validators read it. */
  public static ResourceView view(ObjectNode object) {
    String kind = object.path("kind").asText();
    return new ResourceView(
        ResourceKind.of(kind).orElseThrow(() -> new AssertionError("no kind " + kind)), object);
  }
}
