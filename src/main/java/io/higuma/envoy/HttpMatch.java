package io.higuma.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.QueryParameterMatcher;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * A match of a MeshHTTPRoute.
 *
 * @param json as in the route
 * @param rule which it is of
 */
record HttpMatch(PathType type, String path, JsonNode json, JsonNode rule) {
  /** All requests, to the destination itself. */
  static final HttpMatch CATCH_ALL = catchAll();

  /** The one that says most comes first; of equals the one that stands first in the list. */
  static final Comparator<HttpMatch> ORDER =
      Comparator.comparing(HttpMatch::type)
          .thenComparingInt(match -> match.type() == PathType.EXACT ? 0 : -match.path().length())
          .thenComparing(match -> match.json().path("method").isMissingNode())
          .thenComparingInt(match -> -match.json().path("headers").size())
          .thenComparingInt(match -> -match.json().path("queryParams").size());

  /** In the order in which they are tried. */
  enum PathType {
    EXACT,
    PREFIX,
    REGEX
  }

  /**
   * What Envoy matches. A prefix is whole segments, so it takes two.
   *
   * @param isBelow whether it is for what is below a prefix
   */
  record Form(RouteMatch match, HttpMatch of, boolean isBelow) {}

  static HttpMatch of(JsonNode match, JsonNode rule) {
    JsonNode path = match.path("path");
    PathType type =
        switch (path.path("type").asText("")) {
          case "Exact" -> PathType.EXACT;
          case "RegularExpression" -> PathType.REGEX;
          default -> PathType.PREFIX;
        };
    return new HttpMatch(type, path.path("value").asText("/"), match, rule);
  }

  private static HttpMatch catchAll() {
    ObjectNode match = JsonNodeFactory.instance.objectNode();
    match.putObject("path").put("value", "/").put("type", "PathPrefix");
    ObjectNode rule = JsonNodeFactory.instance.objectNode();
    rule.putArray("matches").add(match);
    return of(match, rule);
  }

  boolean isCatchAll() {
    return type == PathType.PREFIX
        && path.equals("/")
        && json.path("method").isMissingNode()
        && json.path("headers").isEmpty()
        && json.path("queryParams").isEmpty();
  }

  /** In the order in which they are tried. */
  List<Form> forms() {
    return switch (type) {
      case EXACT -> List.of(new Form(match().setPath(path).build(), this, false));
      case REGEX ->
          List.of(
              new Form(
                  match().setSafeRegex(RegexMatcher.newBuilder().setRegex(path)).build(),
                  this,
                  false));
      case PREFIX ->
          path.equals("/")
              ? List.of(new Form(match().setPrefix(path).build(), this, true))
              : List.of(
                  new Form(match().setPath(path).build(), this, false),
                  new Form(match().setPrefix(path + "/").build(), this, true));
    };
  }

  private RouteMatch.Builder match() {
    var match = RouteMatch.newBuilder();
    String method = json.path("method").asText("");
    if (!method.isEmpty()) {
      match.addHeaders(
          HeaderMatcher.newBuilder()
              .setName(":method")
              .setStringMatch(StringMatcher.newBuilder().setExact(method)));
    }
    json.path("headers").forEach(header -> match.addHeaders(header(header)));
    json.path("queryParams").forEach(query -> match.addQueryParameters(query(query)));
    return match;
  }

  private static HeaderMatcher header(JsonNode header) {
    var matcher = HeaderMatcher.newBuilder().setName(header.path("name").asText(""));
    String value = header.path("value").asText("");
    return switch (header.path("type").asText("Exact")) {
      case "Present" -> matcher.setPresentMatch(true).build();
      case "Absent" -> matcher.setPresentMatch(false).build();
      case "Prefix" -> matcher.setStringMatch(StringMatcher.newBuilder().setPrefix(value)).build();
      case "RegularExpression" -> matcher.setStringMatch(regex(value)).build();
      default -> matcher.setStringMatch(StringMatcher.newBuilder().setExact(value)).build();
    };
  }

  private static StringMatcher regex(String value) {
    return StringMatcher.newBuilder()
        .setSafeRegex(RegexMatcher.newBuilder().setRegex(value))
        .build();
  }

  private static QueryParameterMatcher query(JsonNode query) {
    String value = query.path("value").asText("");
    return QueryParameterMatcher.newBuilder()
        .setName(query.path("name").asText(""))
        .setStringMatch(
            query.path("type").asText("").equals("RegularExpression")
                ? regex(value)
                : StringMatcher.newBuilder().setExact(value).build())
        .build();
  }

  /** Of all matches of its rule, as Kuma writes them: base64 of the SHA-256. */
  String hash() {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (JsonNode match : rule.path("matches")) {
      ObjectNode written = all.addObject();
      copy(match, written, "path", List.of("value", "type"));
      copy(match, written, "method", List.of());
      copy(match, written, "queryParams", List.of("type", "name", "value"));
      copy(match, written, "headers", List.of("type", "name", "value"));
    }
    return Base64.getEncoder().encodeToString(LegacyName.sha256(all.toString()));
  }

  /** Fields in Kuma's order. */
  private static void copy(JsonNode from, ObjectNode to, String field, List<String> order) {
    JsonNode value = from.path(field);
    if (value.isObject()) {
      to.set(field, ordered(value, order));
    } else if (value.isArray() && !value.isEmpty()) {
      ArrayNode list = to.putArray(field);
      value.forEach(one -> list.add(ordered(one, order)));
    } else if (value.isTextual()) {
      to.set(field, value);
    }
  }

  private static ObjectNode ordered(JsonNode object, List<String> order) {
    ObjectNode ordered = JsonNodeFactory.instance.objectNode();
    for (String field : order) {
      if (object.has(field)) {
        ordered.set(field, object.path(field));
      }
    }
    return ordered;
  }
}
