package io.higuma.inject;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.higuma.workload.SampleCluster;
import io.higuma.workload.SamplePod;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WrittenAnnotationsTest {
  /** Held against what injection does to many pods with many settings. */
  @Test
  void theListIsWhatInjectionWrites() {
    List<SamplePod> pods = SamplePod.all(100);
    var written = new TreeSet<String>();
    for (InjectorVariant variant : InjectorVariant.all()) {
      Injector injector = variant.injector();
      for (SamplePod sample : pods) {
        ObjectNode pod = sample.pod();
        Map<String, String> before = PodDraft.of(sample.pod()).annotations();
        PodDraft draft = PodDraft.of(pod);
        injector.inject(draft, SampleCluster.NAMESPACE);
        draft
            .annotations()
            .forEach((key, value) -> {
              if (!value.equals(before.get(key))) {
                written.add(key);
              }
            });
      }
    }
    assertThat(written).containsExactlyInAnyOrderElementsOf(WrittenAnnotations.KEYS);
  }
}
