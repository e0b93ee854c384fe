package io.higuma.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "inspect",
    description = {
      "Tell how it stands with a proxy or a policy of a running control plane.",
      "",
      "Asks the cluster of the kubeconfig for what the control plane has written, and makes what"
          + " follows from it with the control plane's code. Nothing is changed, and Secrets are not"
          + " read."
    },
    subcommands = {InspectDataplaneCommand.class, InspectPolicyCommand.class})
final class InspectCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Say what: inspect dataplane NAME, or inspect policy KIND NAME");
    }
  }
}
