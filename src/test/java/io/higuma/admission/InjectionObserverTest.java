package io.higuma.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.higuma.inject.ClusterView;
import io.higuma.inject.InjectionDecision;
import io.higuma.inject.SkipReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InjectionObserverTest {
  private static final AdmissionRequest REQUEST =
      new AdmissionRequest(
          "admission.k8s.io/v1",
          "1",
          "shop",
          "CREATE",
          false,
          JsonNodeFactory.instance.objectNode());

  private final List<String> told = new ArrayList<>();

  @Test
  void bothAreTold() {
    InjectionObserver both = new Telling("one").and(new Telling("two"));
    both.decided(REQUEST, new InjectionDecision.Skip(SkipReason.NOT_ENABLED));
    both.undecided(
        REQUEST, new ClusterView.UnavailableException("away", new IllegalStateException()));
    both.patched(7);
    assertThat(told)
        .containsExactly("one", "two", "one undecided", "two undecided", "one 7", "two 7");
  }

  @Test
  void whatIsNotOfInterestNeedsNoCode() {
    InjectionObserver decisionsOnly = (request, decision) -> told.add("decided");
    decisionsOnly.undecided(
        REQUEST, new ClusterView.UnavailableException("away", new IllegalStateException()));
    decisionsOnly.patched(7);
    assertThat(told).isEmpty();
  }

  private final class Telling implements InjectionObserver {
    private final String name;

    Telling(String name) {
      this.name = name;
    }

    @Override
    public void decided(AdmissionRequest request, InjectionDecision decision) {
      told.add(name);
    }

    @Override
    public void undecided(AdmissionRequest request, ClusterView.UnavailableException why) {
      told.add(name + " undecided");
    }

    @Override
    public void patched(int bytes) {
      told.add(name + " " + bytes);
    }
  }
}
