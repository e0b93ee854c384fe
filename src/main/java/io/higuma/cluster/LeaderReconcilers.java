package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.Event;
import org.jboss.logging.Logger;

/**
 * The operator framework's reconcilers, while this replica leads. They are started when it leads
 * for the first time. Later they go on watching and ask {@link io.higuma.leader.Leadership}
 * themselves, each time: the framework can't be paused without losing what is being reconciled.
 */
public final class LeaderReconcilers implements LeaderElection.Follower {
  private static final Logger LOG = Logger.getLogger(LeaderReconcilers.class);

  private final Operator operator;
  private final Runnable failed;
  private boolean started;

  /**
   * Nothing is started yet.
   *
   * @param failed done when the start fails for good
   */
  public LeaderReconcilers(Operator operator, Runnable failed) {
    this.operator = operator;
    this.failed = failed;
  }

  @Override
  public void lead() {
    if (!started) {
      started = true;
      start();
      return;
    }
    operator.getRegisteredControllers().stream()
        .filter(Controller.class::isInstance)
        .map(Controller.class::cast)
        .forEach(LeaderReconcilers::lookAtAll);
  }

  private void start() {
    try {
      operator.start();
    } catch (RuntimeException e) {
      LOG.fatal("The reconcilers could not be started; the process ends", e);
      failed.run();
    }
  }

  @Override
  public void rest() {
    // They ask by themselves.
  }

  private static <P extends HasMetadata> void lookAtAll(Controller<P> controller) {
    controller
        .getEventSourceManager()
        .getControllerEventSource()
        .keys()
        .forEach(id -> controller.getEventProcessor().handleEvent(new Event(id)));
  }
}
