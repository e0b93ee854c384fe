package io.higuma.cluster;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/**
 * The version of the API server, as it names itself. Read once at start: an upgraded cluster shows
 * after the next restart.
 */
public record ClusterVersion(String major, String minor) {
  private static final Logger LOG = Logger.getLogger(ClusterVersion.class);
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,5}");

  /**
   * Asks the API server until it answers: a control plane that starts while the API server is slow
   * or away has nothing to do but to wait.
   *
   * @param question throws {@link KubernetesClientException} if the API server fails
   * @throws IllegalStateException if the thread is interrupted
   */
  public static ClusterVersion awaited(Supplier<VersionInfo> question, Duration betweenTries) {
    while (true) {
      try {
        VersionInfo info = question.get();
        return new ClusterVersion(info.getMajor(), info.getMinor());
      } catch (KubernetesClientException e) {
        LOG.warnv(
            "The API server does not tell its version, and is asked again: {0}", e.getMessage());
      }
      try {
        Thread.sleep(betweenTries);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("ended while the API server was waited for", e);
      }
    }
  }

  /**
   * Whether init containers can be sidecars, from 1.29 on. False when the version is no plain
   * number, such as {@code 29+} of some managed clusters: so it is in Kuma, and a pod's shape must
   * not depend on which of the two injects it.
   */
  public boolean hasNativeSidecars() {
    Matcher majorNumber = NUMBER.matcher(major);
    Matcher minorNumber = NUMBER.matcher(minor);
    if (!majorNumber.matches() || !minorNumber.matches()) {
      return false;
    }
    int majorVersion = Integer.parseInt(major);
    return majorVersion > 1 || (majorVersion == 1 && Integer.parseInt(minor) >= 29);
  }
}
