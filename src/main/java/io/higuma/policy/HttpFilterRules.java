package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.NetworkNames;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;

/**
 * What routes of HTTP do with a request.
 *
 * @param isOfGateway whether a gateway does it
 * @param isPrefix whether all requests match by the prefix of their path
 */
record HttpFilterRules(boolean isOfGateway, boolean isPrefix) {
  void check(SpecNode filter) {
    SpecNode type = filter.field("type");
    switch (type.textOrEmpty()) {
      case "RequestHeaderModifier" -> modifier(filter.field("requestHeaderModifier"));
      case "ResponseHeaderModifier" -> modifier(filter.field("responseHeaderModifier"));
      case "RequestRedirect" -> redirect(filter.field("requestRedirect"));
      case "URLRewrite" -> rewrite(filter.field("urlRewrite"));
      case "RequestMirror" -> mirror(filter.field("requestMirror"));
      default ->
          type.reject(
              "must be one of RequestHeaderModifier, ResponseHeaderModifier, RequestRedirect, URLRewrite, RequestMirror");
    }
  }

  private static boolean isThere(SpecNode section) {
    if (section.isAbsent()) {
      Alternatives.required(section);
    }
    return section.isPresent();
  }

  private static void modifier(SpecNode modifier) {
    if (isThere(modifier)) {
      HeaderRules.modifier(modifier);
    }
  }

  private void redirect(SpecNode redirect) {
    if (isThere(redirect)) {
      hostname(redirect.field("hostname"));
      path(redirect.field("path"));
      NumberRules.port(redirect.field("port"));
      redirect.expectTexts("scheme");
      redirect.expectIntegers("statusCode");
    }
  }

  private void rewrite(SpecNode rewrite) {
    if (!isThere(rewrite)) {
      return;
    }
    hostname(rewrite.field("hostname"));
    path(rewrite.field("path"));
    SpecNode toBackend = rewrite.field("hostToBackendHostname");
    if (toBackend.isTrue()) {
      if (!isOfGateway) {
        toBackend.reject("can only be set with top-level targetRef kind MeshGateway");
      }
      if (!rewrite.field("hostname").isEmpty()) {
        toBackend.reject("must not be set together with hostname");
      }
    }
  }

  private static void mirror(SpecNode mirror) {
    if (isThere(mirror)) {
      BackendRefRules.mirror(mirror.field("backendRef"));
      NumberRules.percentage(mirror.field("percentage"));
    }
  }

  private void path(SpecNode path) {
    if (path.isAbsent()) {
      return;
    }
    path.expectTexts("replaceFullPath", "replacePrefixMatch");
    SpecNode type = path.field("type");
    switch (type.textOrEmpty()) {
      case "ReplaceFullPath" -> {}
      case "ReplacePrefixMatch" -> {
        if (!isPrefix) {
          path.field("replacePrefixMatch")
              .reject("can only appear if all matches match a path prefix");
        }
      }
      default -> type.reject("must be one of ReplaceFullPath, ReplacePrefixMatch");
    }
  }

  private static void hostname(SpecNode hostname) {
    hostname
        .text()
        .filter(name -> !NetworkNames.isSubdomain(name) || NetworkNames.isIp(name))
        .ifPresent(wrong -> hostname.reject("must be a precise DNS name and no IP address"));
  }
}
