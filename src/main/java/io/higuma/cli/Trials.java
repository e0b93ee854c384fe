package io.higuma.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads several things and tells what is wrong with all of them. */
final class Trials {
  private final List<InputException> failures = new ArrayList<>();

  /** Something that can be refused. */
  @FunctionalInterface
  interface Trial<T> {
    T get() throws InputException;
  }

  /** Empty if it is refused. */
  <T> Optional<T> of(Trial<T> trial) {
    return of("", trial);
  }

  /**
   * The same.
   *
   * @param place before what is wrong with it
   */
  <T> Optional<T> of(String place, Trial<T> trial) {
    try {
      return Optional.of(trial.get());
    } catch (InputException e) {
      failures.add(place.isEmpty() ? e : e.in(place));
      return Optional.empty();
    }
  }

  /** Throws if something was refused; what is there but wrong counts before what can't be had. */
  void check() throws InputException {
    if (failures.isEmpty()) {
      return;
    }
    String all =
        failures.stream()
            .map(InputException::getMessage)
            .distinct()
            .collect(Collectors.joining("\n"));
    boolean isRefused = failures.stream().anyMatch(one -> one.exitCode() == ExitCode.REFUSED);
    throw isRefused ? InputException.refused(all) : InputException.unreadable(all);
  }
}
