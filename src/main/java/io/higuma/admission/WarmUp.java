package io.higuma.admission;

import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * Reviews a few objects before the API server sends the first, so that classes are loaded and hot
 * code is compiled. A review that fails here is logged and does not hold the server back: a real
 * one would fail alone, too.
 */
public final class WarmUp {
  private static final Logger LOG = Logger.getLogger(WarmUp.class);

  /** More rounds make the first pods faster by less than they delay the start. */
  private static final int ROUNDS = 50;

  private volatile boolean done;

  public void run(Collection<AdmissionRoute> routes) {
    for (AdmissionRoute route : routes) {
      for (byte[] body : route.warmUps()) {
        warmUp(route, body);
      }
    }
    done = true;
  }

  public boolean isDone() {
    return done;
  }

  private static void warmUp(AdmissionRoute route, byte[] body) {
    try {
      for (int round = 0; round < ROUNDS; round++) {
        route.quick().review(body);
      }
    } catch (RuntimeException e) {
      LOG.warnv(e, "The warm-up of {0} failed", route.path());
    }
  }
}
