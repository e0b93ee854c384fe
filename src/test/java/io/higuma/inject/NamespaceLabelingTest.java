package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import io.higuma.inject.NamespaceLabeling.Change;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceLabelingTest {
  private static final String KEY = "kuma.io/sidecar-injection";
  private static final String MARK = "higuma.io/injection-label-from-annotation";
  private static final NamespaceLabeling LABELING = new NamespaceLabeling(Set.of("kube-system"));

  @ParameterizedTest
  @CsvSource({
    // label, annotation, mark, change
    ",,,Nothing[]",
    ",enabled,,SetLabel[value=enabled]",
    ",true,,SetLabel[value=enabled]",
    ",no,,SetLabel[value=disabled]",
    "enabled,enabled,,Nothing[]",
    "disabled,enabled,,Nothing[]",
    "enabled,enabled,enabled,Nothing[]",
    "enabled,disabled,enabled,SetLabel[value=disabled]",
    "enabled,,enabled,RemoveLabel[]",
    ",,enabled,RemoveLabel[]",
    ",enabled,enabled,SetLabel[value=enabled]",
    "disabled,enabled,enabled,RemoveMark[]",
    "disabled,,enabled,RemoveMark[]",
  })
  void followsTheAnnotationUnlessTheUserSetTheLabel(
      @Nullable String label, @Nullable String annotation, @Nullable String mark, String change) {
    assertThat(LABELING.plan("shop", namespace(label, annotation, mark))).hasToString(change);
  }

  @Test
  void warnsOfAnAnnotationThatItCannotRead() {
    Change change = LABELING.plan("shop", namespace(null, "yess", null));

    assertThat(change)
        .isInstanceOfSatisfying(
            Change.Warn.class,
            warn ->
                assertThat(warn.violation())
                    .hasToString(
                        "metadata.annotations[\"kuma.io/sidecar-injection\"]: annotation"
                            + " \"kuma.io/sidecar-injection\" has wrong value \"yess\": use enabled or"
                            + " disabled"));
  }

  @Test
  void leavesSomeNamespacesAlone() {
    assertThat(LABELING.plan("kube-system", namespace(null, "enabled", null)))
        .isEqualTo(new Change.Nothing());
  }

  private static NamespaceMetadata namespace(
      @Nullable String label, @Nullable String annotation, @Nullable String mark) {
    var annotations = new LinkedHashMap<String, String>();
    if (annotation != null) {
      annotations.put(KEY, annotation);
    }
    if (mark != null) {
      annotations.put(MARK, mark);
    }
    return new NamespaceMetadata(label == null ? Map.of() : Map.of(KEY, label), annotations);
  }
}
