package io.higuma.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaderTasksTest {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final LeaderTasks tasks = new LeaderTasks();
  private final WorkQueue<String> queue =
      tasks.add(new WorkQueue<>("test", done::add, key -> true, Duration.ofMillis(10), 1));

  @AfterEach
  void close() {
    tasks.close();
  }

  @Test
  void whoBeginsToLeadLooksAtEverythingEachTime() {
    tasks.on(informerOf("a", "b"), Changes.to(queue, Stream::of));
    queue.add("before");
    assertThat(done).isEmpty();
    tasks.lead();
    await().until(() -> done.size() == 2);
    tasks.rest();
    queue.add("after");
    tasks.lead();
    await().until(() -> done.size() == 4);
    assertThat(done).containsExactly("a", "b", "a", "b");
  }

  @Test
  void aWatchThatCannotBeLookedAtKeepsNoOtherFromIt() {
    tasks.on(informerThatFails(), Changes.to(queue, Stream::of));
    tasks.on(informerOf("a"), Changes.to(queue, Stream::of));
    tasks.lead();
    await().until(() -> done.equals(List.of("a")));
  }

  @Test
  void anObjectThatMakesNoSenseKeepsNoOtherFromItsWork() {
    var handler =
        Changes.<String, String>to(
            queue,
            object -> {
              if (object.equals("poison")) {
                throw new IllegalStateException("it makes no sense");
              }
              return Stream.of(object);
            });
    tasks.on(informerOf("poison", "a"), handler);
    tasks.lead();
    await().until(() -> done.equals(List.of("a")));
    handler.onUpdate("poison", "poison");
    handler.onDelete("poison", false);
    handler.onUpdate("b", "b");
    await().until(() -> done.contains("b"));
  }

  /** It tells a handler of its objects when that is added, as those of the client do. */
  private static SharedIndexInformer<String> informerOf(String... objects) {
    return informer(handler -> Stream.of(objects).forEach(handler::onAdd));
  }

  private static SharedIndexInformer<String> informerThatFails() {
    return informer(handler -> {
      throw new IllegalStateException("its store makes no sense");
    });
  }

  @SuppressWarnings("unchecked") // a proxy knows no type parameters
  private static SharedIndexInformer<String> informer(
      Consumer<ResourceEventHandler<String>> added) {
    return (SharedIndexInformer<String>)
        Proxy.newProxyInstance(
            SharedIndexInformer.class.getClassLoader(),
            new Class<?>[] {SharedIndexInformer.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("addEventHandler")) {
                added.accept((ResourceEventHandler<String>) arguments[0]);
              }
              return method.getReturnType().equals(SharedIndexInformer.class) ? proxy : null;
            });
  }
}
