package io.higuma.xds;

import com.google.protobuf.Message;
import io.higuma.envoy.ProxyConfig;
import io.higuma.envoy.ResourceType;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What one stream has been sent and what it is to be sent next; decides, and sends nothing. Not for
 * several threads. Nothing waits in it but the newest configuration: what to send is found out when
 * there is room for it. Times are nanoseconds of one clock.
 *
 * @param <Q> what the client sends
 */
interface Session<Q extends Message> {
  /** The most names that a client may subscribe to, of one type. */
  int MAX_NAMES = 100_000;

  /** Each proxy needs these; until it asks for one, it has none. */
  Set<ResourceType> ALWAYS_ASKED = Set.of(ResourceType.CLUSTER, ResourceType.LISTENER);

  /** From now on this is what the client is to have. */
  void configure(ProxyConfig config);

  /**
   * Takes a request.
   *
   * @throws SessionException if the stream has to end
   */
  Feedback receive(Q request, long now);

  /**
   * The next response; a call counts as sending it. Of one type there is never more than one that
   * the client has not answered.
   */
  Next next(long now);

  /**
   * Types of which the client has yet to accept something of what it is to have; always clusters
   * and listeners, as long as it does not ask for them. Right after {@link #next} had nothing.
   */
  Set<ResourceType> open();

  /** When {@link #next} may have something though nothing else happens. */
  OptionalLong wakeAt();

  /** What to send. */
  sealed interface Next {
    /** Nothing, until something happens. */
    record Nothing() implements Next {}

    /**
     * A response.
     *
     * @param count of resources in it, removed ones included
     */
    record Response(ResourceType type, String version, int count, Message message)
        implements Next {}
  }

  /** What a request meant. */
  sealed interface Feedback {
    /** The client says what it wants. */
    record Subscribed() implements Feedback {}

    record Accepted(ResourceType type, String version) implements Feedback {}

    /**
     * The client keeps what it had.
     *
     * @param error in the client's words, cut to a bearable length
     */
    record Rejected(ResourceType type, String version, String error) implements Feedback {}

    /** About a response that is not the last one, or a type that we do not have. */
    record Ignored() implements Feedback {}
  }

  /** The stream has to end, for what the client did. */
  final class SessionException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SessionException(String sentence) {
      super(sentence);
    }
  }
}
