package io.higuma.xds;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.higuma.envoy.Participant;
import io.higuma.envoy.ProxyConfig;
import io.higuma.xds.ProxyAuthentication.Verdict;
import io.higuma.xds.Session.Feedback;
import io.higuma.xds.Session.Next;
import io.higuma.xds.Session.SessionException;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a proxy: lets it prove who it is, then passes between its session and the network.
 * All of it on the event loop of the connection; others leave notes and call it.
 */
final class AdsStream<Q extends Message> {
  private static final Logger LOG = Logger.getLogger(AdsStream.class);

  /** What a response may have written and the client not taken before the next one waits. */
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final AdsStreams streams;
  private final GrpcServerRequest<Buffer, Buffer> request;
  private final GrpcServerResponse<Buffer, Buffer> response;
  private final CountedRequest bytes;
  private final AdsMethod<Q> method;
  private final Session<Q> session;
  private final Context loop;
  private final AtomicReference<@Nullable ProxyConfig> newest = new AtomicReference<>();

  private String nodeId = "";
  private @Nullable StreamNews news;
  private ConfigSource.@Nullable Watch watch;
  private boolean isAsked;

  /** Read by the thread that checks, too. */
  private volatile boolean isEnded;

  /** The first message while it is being checked who sends it; nothing of it else. */
  private byte @Nullable [] held;

  /** Of the newest configuration; null before the first one. */
  private @Nullable List<Participant> participants;

  private boolean isWaiting;
  private boolean wasCalled;
  private long patience;
  private long wakeTimer = -1;
  private long wakeAt;

  AdsStream(
      AdsStreams streams,
      GrpcServerRequest<Buffer, Buffer> request,
      CountedRequest bytes,
      AdsMethod<Q> method) {
    this.streams = streams;
    this.request = request;
    this.bytes = bytes;
    this.method = method;
    response = request.response();
    session =
        method.session().apply(streams.services().instance(), streams.services().nackBackoff());
    loop = streams.vertx().getOrCreateContext();
  }

  void begin() {
    bytes.onOverflow(
        () -> end(GrpcStatus.RESOURCE_EXHAUSTED, "too much is sent to the control plane at once"));
    response.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
    response.drainHandler(drained -> flush());
    response.exceptionHandler(gone -> ended());
    request.exceptionHandler(gone -> ended());
    request.invalidMessageHandler(
        invalid -> end(GrpcStatus.RESOURCE_EXHAUSTED, "a message is too large or malformed"));
    request.endHandler(end -> end(GrpcStatus.OK, ""));
    request.handler(this::receive);
    patience =
        streams
            .vertx()
            .setTimer(
                streams.limits().patience().toMillis(),
                late -> end(GrpcStatus.DEADLINE_EXCEEDED, "the stream did not begin in time"));
  }

  private void receive(Buffer message) {
    if (isEnded) {
      return;
    }
    try {
      Q parsed = method.parse(message.getBytes());
      if (isAsked) {
        proceed(parsed);
      } else {
        isAsked = true;
        introduce(parsed, message.length());
      }
    } catch (InvalidProtocolBufferException e) {
      end(GrpcStatus.INVALID_ARGUMENT, "a message is malformed");
    } catch (SessionException e) {
      end(GrpcStatus.RESOURCE_EXHAUSTED, String.valueOf(e.getMessage()));
    }
  }

  /** The first message, which says who it is. */
  private void introduce(Q first, int length) {
    nodeId = method.node().apply(first).getId();
    Optional<ProxyId> claimed = ProxyId.parse(nodeId);
    List<String> tokens = request.headers().getAll("authorization");
    if (claimed.isEmpty()) {
      end(GrpcStatus.INVALID_ARGUMENT, "the first request needs a node id of mesh and name");
      return;
    }
    if (tokens.size() > 1) {
      refuse(claimed.get(), "more than one token");
      return;
    }
    request.pause();
    byte[] essence = method.essence(first);
    held = essence;
    bytes.shrunk(length, essence.length);
    if (!streams.authenticate(check(claimed.get(), tokens.stream().findFirst()))) {
      end(GrpcStatus.UNAVAILABLE, "too many proxies prove who they are at once");
    }
  }

  /** Holds nothing of the message: it may wait for long after the stream has ended. */
  private Runnable check(ProxyId claimed, Optional<String> token) {
    return () -> {
      if (!isEnded) {
        Runnable outcome = outcome(claimed, token);
        loop.runOnContext(back -> outcome.run());
      }
    };
  }

  /** On a thread that may wait. */
  private Runnable outcome(ProxyId claimed, Optional<String> token) {
    try {
      return switch (streams.services().authentication().check(claimed, token)) {
        case Verdict.Accepted accepted -> () -> admit(claimed);
        case Verdict.Refused(var reason) -> () -> refuse(claimed, reason);
      };
    } catch (RuntimeException e) {
      LOG.warnv(e, "Proxy {0} can''t be authenticated now", claimed);
      streams.metrics().refused("failed");
      return () -> end(GrpcStatus.UNAVAILABLE, "authentication is not possible now");
    }
  }

  private void refuse(ProxyId claimed, String reason) {
    if (isEnded) {
      return;
    }
    streams.metrics().refused("refused");
    streams
        .metrics()
        .log(
            claimed + reason,
            () -> LOG.warnv("A stream as proxy {0} is refused: {1}", claimed, reason));
    streams
        .vertx()
        .setTimer(
            streams.limits().refusalDelay().toMillis(),
            later -> end(GrpcStatus.UNAUTHENTICATED, "authentication failed: " + reason));
  }

  private void admit(ProxyId accepted) {
    byte[] message = held;
    if (isEnded || message == null) {
      return;
    }
    held = null;
    streams.vertx().cancelTimer(patience);
    bytes.proven();
    try {
      begin(accepted, method.parse(message));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what we wrote ourselves can be read", e);
    }
  }

  private void begin(ProxyId accepted, Q first) {
    news = new StreamNews(streams.services(), streams.metrics(), accepted);
    Node node = method.node().apply(first);
    streams.opened(accepted, this);
    news.connected(node.getMetadata());
    try {
      proceed(first);
    } catch (SessionException e) {
      end(GrpcStatus.RESOURCE_EXHAUSTED, String.valueOf(e.getMessage()));
      return;
    }
    try {
      watch = streams.services().configs().watch(accepted, node.getMetadata(), this::configured);
    } catch (RuntimeException e) {
      LOG.errorv(e, "There is no configuration for proxy {0}", accepted);
      end(GrpcStatus.INTERNAL, "the control plane failed to make a configuration");
      return;
    }
    request.resume();
  }

  /** From any thread: only the newest is kept until there is time for it. */
  private void configured(ProxyConfig config) {
    if (newest.getAndSet(config) == null) {
      loop.runOnContext(later -> flush());
    }
  }

  private void proceed(Q message) {
    String claimed = method.node().apply(message).getId();
    if (!claimed.isEmpty() && !claimed.equals(nodeId)) {
      end(GrpcStatus.INVALID_ARGUMENT, "the node id cannot change");
      return;
    }
    Feedback feedback = session.receive(message, System.nanoTime());
    if (news != null) {
      news.answered(feedback);
    }
    flush();
  }

  /** Sends what there is to send, as long as there is room. */
  private void flush() {
    StreamNews known = news;
    if (isEnded || known == null) {
      if (wasCalled) {
        wasCalled = false;
        streams.sendBudget().callOne();
      }
      return;
    }
    ProxyConfig config = newest.getAndSet(null);
    if (config != null) {
      session.configure(config);
      participants = config.participants();
    }
    long now = System.nanoTime();
    boolean hasSent = false;
    while (!response.writeQueueFull()) {
      if (!streams.sendBudget().hasRoom()) {
        awaitRoom();
        break;
      }
      if (!(session.next(now) instanceof Next.Response next)) {
        if (participants != null) {
          known.progressed(participants, session.open());
        }
        break;
      }
      send(known, next);
      hasSent = true;
    }
    wasCalled = wasCalled && !hasSent;
    if (wasCalled) {
      wasCalled = false;
      streams.sendBudget().callOne();
    }
    wakeLater(now);
  }

  private void send(StreamNews known, Next.Response next) {
    byte[] body = next.message().toByteArray();
    known.sent(next, body.length);
    streams.sendBudget().take(body.length);
    var onItsWay = new AtomicBoolean(true);
    long stuck =
        streams
            .vertx()
            .setTimer(
                streams.limits().stuckTime().toMillis(),
                late -> {
                  LOG.debugv("Proxy {0} takes nothing any more", known.proxy());
                  response.cancel();
                  ended();
                  gone(onItsWay, body.length);
                });
    response
        .write(Buffer.buffer(Unpooled.wrappedBuffer(body)))
        .onComplete(gone -> {
          streams.vertx().cancelTimer(stuck);
          gone(onItsWay, body.length);
        });
  }

  /** Whichever says so first: a write of a broken connection may never complete. */
  private void gone(AtomicBoolean onItsWay, int bytes) {
    if (onItsWay.getAndSet(false)) {
      streams.sendBudget().giveBack(bytes);
    }
  }

  private void awaitRoom() {
    if (!isWaiting) {
      isWaiting = true;
      streams
          .sendBudget()
          .await(() ->
              loop.runOnContext(called -> {
                isWaiting = false;
                wasCalled = true;
                flush();
              }));
    }
  }

  /** After a rejection nothing may happen but that its time goes by. */
  private void wakeLater(long now) {
    OptionalLong at = session.wakeAt();
    if (at.isEmpty() || at.getAsLong() - now <= 0) {
      return;
    }
    if (wakeTimer >= 0 && wakeAt == at.getAsLong()) {
      return;
    }
    cancelWake();
    wakeAt = at.getAsLong();
    wakeTimer =
        streams
            .vertx()
            .setTimer(
                TimeUnit.NANOSECONDS.toMillis(wakeAt - now) + 1,
                woken -> {
                  wakeTimer = -1;
                  flush();
                });
  }

  private void cancelWake() {
    if (wakeTimer >= 0) {
      streams.vertx().cancelTimer(wakeTimer);
      wakeTimer = -1;
    }
  }

  /** From any thread. */
  void replaced() {
    loop.runOnContext(
        later -> end(GrpcStatus.ABORTED, "a newer stream of this proxy takes its place"));
  }

  /** From any thread. */
  void shutDown() {
    loop.runOnContext(later -> end(GrpcStatus.UNAVAILABLE, "the control plane ends"));
  }

  private void end(GrpcStatus status, String message) {
    if (isEnded) {
      return;
    }
    ended();
    response.status(status);
    if (!message.isEmpty()) {
      response.statusMessage(message);
    }
    response.end();
  }

  private void ended() {
    if (isEnded) {
      return;
    }
    isEnded = true;
    held = null;
    bytes.over();
    streams.ended();
    streams.vertx().cancelTimer(patience);
    cancelWake();
    if (watch != null) {
      watch.close();
    }
    newest.set(null);
    if (news != null) {
      streams.closed(news.proxy(), this);
      news.disconnected();
    }
  }
}
