package io.higuma.bench;

import io.higuma.envoy.DataplaneView;
import io.higuma.envoy.EnvoyGenerator;
import io.higuma.envoy.Generated;
import io.higuma.envoy.LargeMesh;
import io.higuma.envoy.MeshIndex;
import io.higuma.envoy.MeshView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Configurations of sidecars in a mesh whose services have ten endpoints each; every proxy sees all of them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgs = "-XX:+UseSerialGC")
public class GenerationBenchmark {
  private static final int ENDPOINTS = 10;
  private static final int PROXIES = 1000;

  @Param("100")
  public int services;

  private final List<Generated> held = new ArrayList<>();
  private EnvoyGenerator generator;
  private MeshIndex mesh;
  private List<MeshView> states;
  private int turn;

  /** 1,000 proxies have their configuration. */
  @Setup
  public void connect() {
    generator = new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects());
    MeshView view = LargeMesh.of(services, ENDPOINTS);
    states = List.of(view, LargeMesh.without(view, 3, 4));
    mesh = MeshIndex.of(view, LargeMesh.SETTINGS);
    for (int i = 0; i < PROXIES; i++) {
      held.add(generate(generator, i));
    }
  }

  private Generated generate(EnvoyGenerator by, int proxy) {
    List<DataplaneView> dataplanes = mesh.view().dataplanes();
    return by.generate(mesh, dataplanes.get(proxy % dataplanes.size()), LargeMesh.NODE, LargeMesh.ADMIN);
  }

  /** Of a control plane that has made nothing yet. */
  @Benchmark
  public Generated firstProxy() {
    return generate(new EnvoyGenerator(LargeMesh.SETTINGS, EnvoyGenerator.allEffects()), 0);
  }

  /** One more proxy, of which nothing but its own part is new; that part is remembered as well. */
  @Benchmark
  public Generated proxyAgain() {
    return generate(generator, turn++ % PROXIES);
  }

  /** An endpoint changes, and 1,000 proxies get their configuration; the time is of one of them. */
  @Benchmark
  @OperationsPerInvocation(PROXIES)
  public void changedEndpoint(Blackhole sink) {
    mesh = mesh.after(states.get(turn++ % 2));
    for (int i = 0; i < PROXIES; i++) {
      held.set(i, generate(generator, i));
    }
    sink.consume(held);
  }
}
