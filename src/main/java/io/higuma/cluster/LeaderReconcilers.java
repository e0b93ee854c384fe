package io.higuma.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.Event;

/**
 * The operator framework's reconcilers, while this replica leads. They are started when it leads
 * for the first time. Later they go on watching and ask {@link io.higuma.leader.Leadership}
 * themselves, each time: the framework can't be paused without losing what is being reconciled.
 */
public final class LeaderReconcilers implements LeaderElection.Follower {
  private final Operator operator;
  private boolean started;

  public LeaderReconcilers(Operator operator) {
    this.operator = operator;
  }

  @Override
  public void lead() {
    if (!started) {
      started = true;
      operator.start();
      return;
    }
    operator.getRegisteredControllers().stream()
        .filter(Controller.class::isInstance)
        .map(Controller.class::cast)
        .forEach(LeaderReconcilers::lookAtAll);
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
