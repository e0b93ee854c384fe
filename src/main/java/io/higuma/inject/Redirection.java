package io.higuma.inject;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the pod's traffic gets to the sidecar.
 *
 * @param annotations what to write on the pod
 * @param initArguments arguments of kuma-init
 * @param validatorArguments arguments of kuma-validation, which checks what the CNI plugin set up
 * @param inbound whether inbound traffic is redirected
 * @param mountedConfig files with settings that the containers read; empty when arguments say it
 *     all
 */
record Redirection(
    Map<String, String> annotations,
    List<String> initArguments,
    List<String> validatorArguments,
    boolean inbound,
    Optional<MountedConfig> mountedConfig) {
  /** Traffic stays as it is. */
  static final Redirection NONE =
      new Redirection(Map.of(), List.of(), List.of(), false, Optional.empty());

  /**
   * Settings as files.
   *
   * @param overlay a ConfigMap of the pod's namespace that is laid over the pod's own settings
   */
  record MountedConfig(Optional<String> overlay) {
    static final String BASE_FILE = Names.BASE_CONFIG_DIRECTORY + "/" + Names.CONFIG_FILE;
    static final String CUSTOM_FILE = Names.CUSTOM_CONFIG_DIRECTORY + "/" + Names.CONFIG_FILE;

    /** One argument for each file: {@code --config=/tmp/…}. */
    List<String> arguments(String flag) {
      return overlay.isPresent()
          ? List.of(flag + "=" + BASE_FILE, flag + "=" + CUSTOM_FILE)
          : List.of(flag + "=" + BASE_FILE);
    }
  }
}
