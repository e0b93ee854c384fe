package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.SpecNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** MeshHTTPRoute: where requests go, and what becomes of them on the way. */
final class HttpRouteRules implements PolicyRules {
  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    SpecNode hostnames = item.field("hostnames");
    hostnames.texts();
    if (!hostnames.isEmpty() && !policy.isTop(TargetKind.MESH_GATEWAY)) {
      hostnames.reject("can only be set with top-level targetRef kind MeshGateway");
    }
    for (SpecNode rule : item.field("rules").objects()) {
      SpecNode matches = rule.field("matches");
      Alternatives.required(matches);
      matches.objects().forEach(HttpRouteRules::match);
      conf(policy, rule.field("default"), matches);
    }
  }

  private static void match(SpecNode match) {
    SpecNode path = match.field("path");
    if (path.isPresent()) {
      path(path);
    }
    match.expectTexts("method");
    HeaderRules.matches(match.field("headers"));
    var names = new HashSet<String>();
    for (SpecNode parameter : match.field("queryParams").objects()) {
      SpecNode name = parameter.field("name");
      Alternatives.required(name);
      name.text()
          .filter(text -> !text.isEmpty() && !names.add(text))
          .ifPresent(twice -> name.reject("multiple entries for name"));
      if (parameter.field("type").textOrEmpty().equals("RegularExpression")) {
        HeaderRules.regex(parameter.field("value"));
      } else {
        parameter.expectTexts("value");
      }
    }
  }

  private static void path(SpecNode path) {
    SpecNode value = path.field("value");
    String text = value.textOrEmpty();
    SpecNode type = path.field("type");
    switch (type.textOrEmpty()) {
      case "RegularExpression" -> {
        Alternatives.required(value);
        HeaderRules.regex(value);
      }
      case "Exact" -> absolute(value, text);
      case "PathPrefix" -> {
        absolute(value, text);
        if (text.length() > 1 && text.endsWith("/")) {
          value.reject(
              "does not need a trailing slash because only a `/`-separated prefix or an entire path is matched");
        }
      }
      default -> type.reject("must be one of Exact, PathPrefix, RegularExpression");
    }
  }

  private static void absolute(SpecNode value, String text) {
    if (!text.startsWith("/")) {
      value.reject("must be an absolute path");
    }
  }

  private static void conf(Policy policy, SpecNode conf, SpecNode matches) {
    SpecNode refs = conf.field("backendRefs");
    List<SpecNode> filters = conf.field("filters").objects();
    boolean isRedirect =
        filters.stream()
            .anyMatch(filter -> filter.field("type").textOrEmpty().equals("RequestRedirect"));
    if (policy.isTop(TargetKind.MESH_GATEWAY) && !isRedirect) {
      Alternatives.required(refs);
    }
    BackendRefRules.list(refs);
    boolean isPrefix =
        matches.objects().stream()
            .allMatch(
                match -> match.field("path").field("type").textOrEmpty().equals("PathPrefix"));
    var check = new HttpFilterRules(policy.isTop(TargetKind.MESH_GATEWAY), isPrefix);
    filters.forEach(check::check);
  }
}
