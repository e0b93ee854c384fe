package io.higuma.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.VersionInfo;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the API server, as it names itself. Read once at start: an upgraded cluster shows
 * after the next restart.
 */
public record ClusterVersion(String major, String minor) {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,5}");

  /**
   * Asks the API server.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server fails
   */
  public static ClusterVersion of(KubernetesClient client) {
    VersionInfo info = client.getKubernetesVersion();
    return new ClusterVersion(info.getMajor(), info.getMinor());
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
