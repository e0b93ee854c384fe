package io.higuma;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.higuma.cluster.LeaderElection;
import io.higuma.cluster.LeaderFence;
import io.higuma.cluster.LeaderReconcilers;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.leader.Candidate;
import io.higuma.leader.LeaseTiming;
import io.higuma.leader.WhileLeading;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** The part of {@link Wiring} by which one replica of several reconciles. */
@Singleton
public class LeaderWiring {
  private static final Logger LOG = Logger.getLogger(LeaderWiring.class);

  @Produces
  @Singleton
  LeaderElection leaderElection(
      KubernetesClient client,
      ControlPlaneConfig config,
      InstanceName instance,
      MeterRegistry meters,
      InstantSource clock) {
    var wanted = config.runtime().kubernetes().leaderElection();
    var timing = new LeaseTiming(wanted.leaseDuration(), wanted.renewDeadline());
    if (!timing.deadline().equals(wanted.renewDeadline())) {
      LOG.warnv(
          "runtime.kubernetes.leaderElection.renewDeadline: {0} s is more than two thirds of"
              + " leaseDuration, {1} s; {2} s is used",
          wanted.renewDeadline().toSeconds(),
          timing.lease().toSeconds(),
          timing.deadline().toMillis() / 1000.0);
    }
    var election =
        new LeaderElection(
            client,
            config.systemNamespace(),
            new Candidate(instance.host(), instance.text()),
            timing,
            clock);
    election.measure(meters);
    return election;
  }

  @Produces
  @Singleton
  @WhileLeading
  KubernetesClient clientWhileLeading(KubernetesClient client, LeaderElection election) {
    return new LeaderFence(election).around(client);
  }

  @Produces
  @Singleton
  LeaderReconcilers leaderReconcilers(Operator operator) {
    return new LeaderReconcilers(operator, () -> Quarkus.asyncExit(1));
  }
}
