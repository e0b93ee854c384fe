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

/** The part of {@link Wiring} by which one replica of several reconciles. */
@Singleton
public class LeaderWiring {
  @Produces
  @Singleton
  LeaderElection leaderElection(
      KubernetesClient client,
      ControlPlaneConfig config,
      InstanceName instance,
      MeterRegistry meters,
      InstantSource clock) {
    var timing = config.runtime().kubernetes().leaderElection();
    var election =
        new LeaderElection(
            client,
            config.systemNamespace(),
            new Candidate(instance.host(), instance.text()),
            new LeaseTiming(timing.leaseDuration(), timing.renewDeadline()),
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
