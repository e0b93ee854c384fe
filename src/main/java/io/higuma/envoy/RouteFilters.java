package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.core.v3.RuntimeFractionalPercent;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteAction.RequestMirrorPolicy;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import io.envoyproxy.envoy.type.v3.FractionalPercent.DenominatorType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The filters of a rule of a MeshHTTPRoute.
 *
 * @param filters a list, or missing
 * @param form of the match that they are applied to
 */
record RouteFilters(JsonNode filters, HttpMatch.Form form) {
  private static final BigDecimal PER_MILLION = BigDecimal.valueOf(10_000);
  private static final int MOVED = 302;

  private Optional<JsonNode> of(String type, String section) {
    for (JsonNode filter : filters) {
      if (filter.path("type").asText("").equals(type)) {
        return Optional.of(filter.path(section));
      }
    }
    return Optional.empty();
  }

  /** Whether requests are sent elsewhere, so that they go to no cluster. */
  boolean redirect(Route.Builder route) {
    Optional<JsonNode> filter = of("RequestRedirect", "requestRedirect");
    filter.ifPresent(redirect -> route.setRedirect(redirect(redirect)));
    return filter.isPresent();
  }

  private RedirectAction redirect(JsonNode conf) {
    var redirect = RedirectAction.newBuilder();
    String scheme = conf.path("scheme").asText("");
    if (!scheme.isEmpty()) {
      redirect.setSchemeRedirect(scheme);
    }
    String hostname = conf.path("hostname").asText("");
    if (!hostname.isEmpty()) {
      redirect.setHostRedirect(hostname);
    }
    if (conf.path("port").isIntegralNumber()) {
      redirect.setPortRedirect(conf.path("port").intValue());
    }
    JsonNode path = conf.path("path");
    switch (path.path("type").asText("")) {
      case "ReplaceFullPath" -> redirect.setPathRedirect(path.path("replaceFullPath").asText("/"));
      case "ReplacePrefixMatch" -> redirect.setPrefixRewrite(prefix(path));
      default -> {}
    }
    redirect.setResponseCode(
        switch (conf.path("statusCode").asInt(MOVED)) {
          case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
          case 303 -> RedirectResponseCode.SEE_OTHER;
          case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
          case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
          default -> RedirectResponseCode.FOUND;
        });
    return redirect.build();
  }

  /** The new prefix, with a slash at its end where the old one has one. */
  private String prefix(JsonNode path) {
    String prefix = path.path("replacePrefixMatch").asText("");
    boolean isRoot = form.of().path().equals("/");
    if (form.isBelow() && !isRoot) {
      return prefix.endsWith("/") ? prefix : prefix + "/";
    }
    return prefix.isEmpty() ? "/" : prefix;
  }

  void rewrite(RouteAction.Builder action) {
    of("URLRewrite", "urlRewrite")
        .ifPresent(conf -> {
          String hostname = conf.path("hostname").asText("");
          if (!hostname.isEmpty()) {
            action.setHostRewriteLiteral(hostname);
          }
          rewritePath(action, conf.path("path"));
        });
  }

  private void rewritePath(RouteAction.Builder action, JsonNode path) {
    switch (path.path("type").asText("")) {
      case "ReplaceFullPath" ->
          action.setRegexRewrite(
              RegexMatchAndSubstitute.newBuilder()
                  .setPattern(RegexMatcher.newBuilder().setRegex(".*"))
                  .setSubstitution(path.path("replaceFullPath").asText("/")));
      case "ReplacePrefixMatch" -> action.setPrefixRewrite(prefix(path));
      default -> {}
    }
  }

  /**
   * Sends copies of requests.
   *
   * @param clusters name of the cluster of a backend; empty if it is not there
   */
  void mirror(RouteAction.Builder action, Function<JsonNode, Optional<String>> clusters) {
    for (JsonNode filter : filters) {
      JsonNode conf = filter.path("requestMirror");
      if (filter.path("type").asText("").equals("RequestMirror")) {
        clusters
            .apply(conf.path("backendRef"))
            .ifPresent(cluster -> action.addRequestMirrorPolicies(mirror(cluster, conf)));
      }
    }
  }

  private static RequestMirrorPolicy mirror(String cluster, JsonNode conf) {
    var policy = RequestMirrorPolicy.newBuilder().setCluster(cluster);
    JsonNode percentage = conf.path("percentage");
    if (percentage.isNumber() || percentage.isTextual()) {
      policy.setRuntimeFraction(
          RuntimeFractionalPercent.newBuilder()
              .setDefaultValue(
                  FractionalPercent.newBuilder()
                      .setNumerator(perMillion(percentage.asText()))
                      .setDenominator(DenominatorType.MILLION)));
    }
    return policy.build();
  }

  private static int perMillion(String percentage) {
    try {
      return new BigDecimal(percentage).multiply(PER_MILLION).intValue();
    } catch (NumberFormatException e) {
      return 0; // admission lets none in
    }
  }

  void editHeaders(Route.Builder route) {
    of("RequestHeaderModifier", "requestHeaderModifier")
        .ifPresent(conf -> {
          edits(conf, route::addRequestHeadersToAdd);
          conf.path("remove").forEach(name -> route.addRequestHeadersToRemove(name.asText()));
        });
    of("ResponseHeaderModifier", "responseHeaderModifier")
        .ifPresent(conf -> {
          edits(conf, route::addResponseHeadersToAdd);
          conf.path("remove").forEach(name -> route.addResponseHeadersToRemove(name.asText()));
        });
  }

  private static void edits(JsonNode conf, Consumer<HeaderValueOption> to) {
    for (JsonNode header : conf.path("add")) {
      to.accept(edit(header, HeaderAppendAction.APPEND_IF_EXISTS_OR_ADD));
    }
    for (JsonNode header : conf.path("set")) {
      to.accept(edit(header, HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD));
    }
  }

  private static HeaderValueOption edit(JsonNode header, HeaderAppendAction action) {
    return HeaderValueOption.newBuilder()
        .setHeader(
            HeaderValue.newBuilder()
                .setKey(header.path("name").asText(""))
                .setValue(header.path("value").asText("")))
        .setAppendAction(action)
        .build();
  }
}
