package io.higuma.mesh;

import io.higuma.certs.AuthorityPair;
import io.higuma.certs.AuthorityPair.Finding;
import io.higuma.validation.FieldPath;
import io.higuma.validation.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges the authorities of a mesh by what is stored. */
final class AuthorityVerdicts {
  private AuthorityVerdicts() {}

  /** One that the control plane made. */
  static Verdict ofBuiltin(
      String backend,
      CaBackendConf.Builtin conf,
      Optional<SecretValue> certificate,
      Optional<SecretValue> key,
      Instant now) {
    if (key.isEmpty() && certificate.isPresent()) {
      return Verdict.bad(
          "KeyMissing",
          "The key of backend %s is gone, so it can sign nothing: restore the Secret %s, or delete the Secret %s too, for a new authority"
              .formatted(backend, conf.keySecret(), conf.certificateSecret()));
    }
    if (key.isEmpty() || certificate.isEmpty()) {
      return Verdict.bad(
          "NotCreated", "The authority of backend %s has not been made yet".formatted(backend));
    }
    return switch (AuthorityPair.examine(certificate.get().text(), key.get().text(), now)) {
      case Finding.Usable(var until) ->
          Verdict.good(
              "Builtin", "Backend %s signs; its authority ends at %s".formatted(backend, until));
      case Finding.OutOfTime(var from, var until) ->
          outOfTime(backend, from, until, "delete both of its Secrets for a new authority");
      case Finding.Unusable(var ofCertificate, var ofKey) ->
          Verdict.bad(
              "Unusable",
              "The authority of backend %s can't sign: %s; restore the Secrets %s and %s, or delete both for a new authority"
                  .formatted(
                      backend,
                      joined(conf.certificateSecret(), ofCertificate, conf.keySecret(), ofKey),
                      conf.certificateSecret(),
                      conf.keySecret()));
    };
  }

  private static String joined(
      String certificate, List<String> ofCertificate, String key, List<String> ofKey) {
    return Stream.concat(
            ofCertificate.stream().map(defect -> certificate + " " + defect),
            ofKey.stream().map(defect -> key + " " + defect))
        .collect(Collectors.joining(", "));
  }

  /** One that a user brings, when both parts were found. */
  static Verdict ofProvided(
      String backend, FieldPath conf, SecretValue certificate, SecretValue key, Instant now) {
    return switch (AuthorityPair.examine(certificate.text(), key.text(), now)) {
      case Finding.Usable(var until) ->
          Verdict.good(
              "Provided", "Backend %s signs; its authority ends at %s".formatted(backend, until));
      case Finding.OutOfTime(var from, var until) ->
          outOfTime(backend, from, until, "provide another one");
      case Finding.Unusable unusable -> unusable(backend, violations(conf, unusable));
    };
  }

  /** What is wrong with a pair, at the fields where a user gave it. */
  static List<Violation> violations(FieldPath conf, Finding.Unusable unusable) {
    var found = new ArrayList<Violation>();
    unusable.certificate().forEach(defect -> found.add(new Violation(conf.field("cert"), defect)));
    unusable.key().forEach(defect -> found.add(new Violation(conf.field("key"), defect)));
    return found;
  }

  static Verdict unusable(String backend, List<Violation> violations) {
    return Verdict.bad(
        "Unusable",
        "The authority of backend %s can't sign: %s"
            .formatted(backend, Violation.join(violations)));
  }

  private static Verdict outOfTime(String backend, Instant from, Instant until, String cure) {
    return Verdict.bad(
        "Expired",
        "The authority of backend %s is valid from %s to %s only: %s"
            .formatted(backend, from, until, cure));
  }
}
