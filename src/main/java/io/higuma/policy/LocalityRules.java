package io.higuma.policy;

import io.higuma.validation.Alternatives;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;

/** Which zones, and which endpoints of a zone, load balancing prefers. */
final class LocalityRules {
  private LocalityRules() {}

  static void check(SpecNode locality) {
    locality.expectTruths("disabled");
    affinity(locality.field("localZone").field("affinityTags"));
    SpecNode crossZone = locality.field("crossZone");
    crossZone.field("failover").objects().forEach(LocalityRules::failover);
    SpecNode threshold = crossZone.field("failoverThreshold");
    if (threshold.isPresent()) {
      SpecNode percentage = threshold.field("percentage");
      Alternatives.required(percentage);
      NumberRules.percentage(percentage);
      NumberRules.decimal(percentage)
          .filter(number -> number.signum() == 0)
          .ifPresent(zero -> percentage.reject(NumberRules.GREATER_THAN_ZERO));
    }
  }

  private static void affinity(SpecNode tags) {
    List<SpecNode> list = tags.objects();
    long weighted = list.stream().filter(tag -> tag.field("weight").isPresent()).count();
    if (weighted > 0 && weighted < list.size()) {
      tags.reject("all or none affinity tags should have weight");
    }
    for (SpecNode tag : list) {
      Alternatives.required(tag.field("key"));
      tag.expectTexts("key");
      NumberRules.positive(tag.field("weight"));
    }
  }

  private static void failover(SpecNode rule) {
    SpecNode from = rule.field("from");
    if (from.isPresent()) {
      Alternatives.required(from.field("zones"));
    }
    from.field("zones").texts();
    SpecNode to = rule.field("to");
    SpecNode zones = to.field("zones");
    zones.texts();
    SpecNode type = to.field("type");
    switch (type.textOrEmpty()) {
      case "Any", "None" -> {
        if (!zones.isEmpty()) {
          zones.reject("must be empty when type is " + type.textOrEmpty());
        }
      }
      case "Only", "AnyExcept" -> {
        if (zones.isEmpty()) {
          zones.reject("must not be empty when type is " + type.textOrEmpty());
        }
      }
      default -> type.reject("must be one of None, Only, Any, AnyExcept");
    }
  }
}
