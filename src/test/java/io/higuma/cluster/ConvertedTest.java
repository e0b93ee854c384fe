package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvertedTest {
  private record Source(String name) {}

  private final List<Source> done = new ArrayList<>();
  private final Converted<Source, String> converted =
      new Converted<>(source -> {
        done.add(source);
        return source.name();
      });

  @Test
  void aChangeCostsWhatChanged() {
    var a = new Source("a");
    var b = new Source("b");
    assertThat(converted.of(List.of(a, b))).containsExactly("a", "b");
    assertThat(converted.of(List.of(b, a))).containsExactly("b", "a");
    assertThat(done).containsExactly(a, b);
    // Equal, but another: caches replace what has changed.
    var again = new Source("a");
    assertThat(converted.of(List.of(again, b))).containsExactly("a", "b");
    assertThat(done).hasSize(3);
    assertThat(done.getLast()).isSameAs(again);
  }

  @Test
  void whatIsGoneIsForgotten() {
    var a = new Source("a");
    converted.of(List.of(a));
    converted.of(List.of());
    converted.of(List.of(a));
    assertThat(done).containsExactly(a, a);
  }
}
