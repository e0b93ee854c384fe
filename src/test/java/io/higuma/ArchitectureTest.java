package io.higuma;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.higuma.leader.Leadership;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/** Keeps the core free of I/O and the arrows between packages pointing one way. */
@AnalyzeClasses(packages = "io.higuma", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final DescribedPredicate<JavaClass> EDGE =
      DescribedPredicate.describe(
          "an edge of the system",
          type -> {
            JavaClass top = outermost(type);
            String name = top.getSimpleName();
            return name.endsWith("Reconciler")
                || name.endsWith("Endpoint")
                || name.endsWith("Command")
                || name.endsWith("Wiring")
                || name.contains("Wiring_")
                || name.equals("Lifecycle")
                || name.equals("WhileLeading")
                || name.startsWith("Lifecycle_")
                || type.getPackageName().startsWith("io.higuma.api")
                || type.getPackageName().startsWith("io.higuma.cluster")
                || type.getPackageName().startsWith("io.higuma.xds");
          });

  @ArchTest
  static final ArchRule OnlyEdgesTalkToTheCluster =
      noClasses()
          .that(DescribedPredicate.not(EDGE))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..", "io.javaoperatorsdk..", "jakarta..");

  @ArchTest
  static final ArchRule PackagesHaveNoCycles =
      slices().matching("io.higuma.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule FoundationsKnowNoFeature =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.higuma.api..",
              "io.higuma.metadata..",
              "io.higuma.validation..",
              "io.higuma.config..",
              "io.higuma.units..",
              "io.higuma.events..",
              "io.higuma.metrics..",
              "io.higuma.yaml..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.higuma.inject..",
              "io.higuma.containerpatch..",
              "io.higuma.dataplane..",
              "io.higuma.certs..",
              "io.higuma.admission..",
              "io.higuma.cluster..",
              "io.higuma.cli..");

  /** They are thousands of classes, and a start of the webhook or command line counts each. */
  @ArchTest
  static final ArchRule InjectionKnowsNothingOfEnvoysApi =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.higuma.admission..",
              "io.higuma.certs..",
              "io.higuma.config..",
              "io.higuma.containerpatch..",
              "io.higuma.dataplane..",
              "io.higuma.explain..",
              "io.higuma.inject..",
              "io.higuma.policy..",
              "io.higuma.resource..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.envoyproxy..",
              "com.google.protobuf..",
              "io.grpc..",
              "io.vertx.grpc..",
              "io.higuma.envoy..",
              "io.higuma.bootstrap..",
              "io.higuma.xds..");

  @ArchTest
  static final ArchRule TheWorldComesInThroughWiring =
      noClasses()
          .that()
          .doNotHaveSimpleName("Wiring")
          // The command line has no container: its main hands the environment to what it makes.
          .and()
          .doNotHaveFullyQualifiedName("io.higuma.cli.Main")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(Clock.class, "systemDefaultZone")
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule MetersAreMadeFromTheTable =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.higuma.metrics.Metric")
          .should()
          .callMethodWhere(
              DescribedPredicate.<JavaMethodCall>describe(
                  "a meter is made",
                  call ->
                      call.getTargetOwner().getPackageName().startsWith("io.micrometer")
                          && Set.of("builder", "counter", "timer", "summary", "gauge")
                              .contains(call.getName())));

  @ArchTest
  static final ArchRule EveryPackageIsNullMarked = classes().should(liveInANullMarkedPackage());

  /** What reconciles asks whether it may: else it would go on in a replica that leads no more. */
  @ArchTest
  static final ArchRule ReconcilersAskWhetherTheyLead =
      classes()
          .that()
          .implement("io.javaoperatorsdk.operator.api.reconciler.Reconciler")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Leadership.class);

  /** Queues of work and their triggers rest with leadership: LeaderTasks sees to it. */
  @ArchTest
  static final ArchRule QueuesAreFilledWhileLeadingOnly =
      noClasses()
          .that()
          .haveNameMatching(
              "io\\.higuma\\.cluster\\.(\\w*Controllers|MeshTriggers|NetworkAttachments)")
          .should()
          .callMethodWhere(
              DescribedPredicate.<JavaMethodCall>describe(
                  "a handler of a queue is added for good",
                  call ->
                      call.getName().equals("addEventHandler")
                          && !call.getOrigin().getName().equals("<init>")));

  /** Who makes a queue gives it to LeaderTasks, which has it rest while another replica leads. */
  @ArchTest
  static final ArchRule QueuesBelongToTasksOfTheLeader =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.higuma.cluster.WorkQueue")
          .and()
          // What these do is each replica's own: it is about the data planes connected to it.
          .doNotHaveFullyQualifiedName("io.higuma.cluster.ProxyConfigs")
          .and()
          .doNotHaveFullyQualifiedName("io.higuma.cluster.DataplaneInsights")
          // It follows the leader by itself.
          .and()
          .doNotHaveFullyQualifiedName("io.higuma.cluster.PolicyStatuses")
          .and(
              DescribedPredicate.describe(
                  "have no LeaderTasks",
                  type ->
                      type.getDirectDependenciesFromSelf().stream()
                          .noneMatch(dependency ->
                              dependency.getTargetClass().getSimpleName().equals("LeaderTasks"))))
          .should()
          .callConstructorWhere(
              DescribedPredicate.describe(
                  "a queue is made",
                  call -> call.getTargetOwner().getSimpleName().equals("WorkQueue")));

  private static JavaClass outermost(JavaClass type) {
    JavaClass top = type;
    while (top.getEnclosingClass().isPresent()) {
      top = top.getEnclosingClass().get();
    }
    return top;
  }

  private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
    return new ArchCondition<>("live in a @NullMarked package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                type,
                marked,
                type.getPackageName() + " has no package-info.java with @NullMarked"));
      }
    };
  }
}
