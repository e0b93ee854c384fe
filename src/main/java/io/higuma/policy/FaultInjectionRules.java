package io.higuma.policy;

import io.higuma.targetref.TargetKind;
import io.higuma.validation.Alternatives;
import io.higuma.validation.DurationRules;
import io.higuma.validation.FieldPath;
import io.higuma.validation.NumberRules;
import io.higuma.validation.SpecNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** MeshFaultInjection: faults that are made on purpose. */
final class FaultInjectionRules implements PolicyRules {
  private static final Pattern BANDWIDTH = Pattern.compile("[0-9]{1,18}\\s?[GMk]bps");

  @Override
  public void policy(Policy policy) {
    if (policy.includesGateways()) {
      if (policy.has("from")) {
        policy.spec().field("from").reject("must not be defined");
      }
    } else if (policy.has("to")) {
      policy.spec().field("to").reject("must not be defined");
    }
  }

  @Override
  public void to(Policy policy, SpecNode item, Optional<TargetKind> target) {
    conf(item.field("default"));
  }

  @Override
  public void from(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  @Override
  public void rule(Policy policy, SpecNode item) {
    conf(item.field("default"));
  }

  private static void conf(SpecNode conf) {
    SpecNode list = conf.field("http");
    List<SpecNode> faults = list.objects();
    for (SpecNode fault : faults) {
      // Clients know the position behind the kind of fault.
      String position = fault.path().text().substring(list.path().text().length());
      SpecNode abort = named(fault, list, "abort", position);
      if (abort.isPresent()) {
        Alternatives.required(abort.field("httpStatus"));
        NumberRules.statusCode(abort.field("httpStatus"));
        percentage(abort);
      }
      SpecNode delay = named(fault, list, "delay", position);
      if (delay.isPresent()) {
        Alternatives.required(delay.field("value"));
        DurationRules.notNegative(delay.field("value"));
        percentage(delay);
      }
      SpecNode bandwidth = named(fault, list, "responseBandwidth", position);
      if (bandwidth.isPresent()) {
        SpecNode limit = bandwidth.field("limit");
        Alternatives.required(limit);
        if (!limit.isEmpty() && !BANDWIDTH.matcher(limit.textOrEmpty()).matches()) {
          limit.reject("must be in kbps/Mbps/Gbps units");
        }
        percentage(bandwidth);
      }
    }
  }

  private static SpecNode named(SpecNode fault, SpecNode list, String kind, String position) {
    String path = list.path().field(kind).text() + position;
    return fault.field(kind).at(FieldPath.of(path));
  }

  private static void percentage(SpecNode fault) {
    Alternatives.required(fault.field("percentage"));
    NumberRules.percentage(fault.field("percentage"));
  }

  @Override
  public List<String> warnings(SpecNode spec) {
    return Deprecations.fromWithoutIdentities(spec);
  }
}
