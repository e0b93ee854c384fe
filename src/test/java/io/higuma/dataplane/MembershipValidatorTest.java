package io.higuma.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.MeshSpec;
import io.higuma.resource.ChangeValidator.Verdict;
import io.higuma.resource.ClusterFacts;
import io.higuma.resource.ResourceChange;
import io.higuma.resource.ResourceChange.Operation;
import io.higuma.resource.ResourceKind;
import io.higuma.resource.ResourceView;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MembershipValidatorTest {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String ONLY_SHOP =
      "{requirements: [{tags: {team: shop}}, {tags: {vip: '*'}}], restrictions: [{tags: {team: shop, env: test}}]}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inbound: [{tags: {team: shop}}]                        | ",
        "inbound: [{tags: {vip: yes}}]                          | ",
        "inbound: []                                            | ",
        "gateway: {tags: {team: shop}}                          | ",
        "gateway: {tags: {team: bank}}                          | {team=bank} meet none of its requirements",
        "inbound: [{tags: {vip: ''}}]                           | {vip=} meet none of its requirements",
        "inbound: [{}]                                          | {} meet none of its requirements",
        "inbound: [{tags: {team: shop}}, {tags: {team: bank}}]  | {team=bank} meet none of its requirements",
        "inbound: [{tags: {team: shop, env: test}}]             | {env=test, team=shop} are restricted there",
        "inbound: {tags: [7]}                                   | {} meet none of its requirements",
      })
  void constraintsAreMet(String networking, String objection) throws Exception {
    assertThat(verdict(Operation.CREATE, networking, ONLY_SHOP))
        .isEqualTo(
            objection == null
                ? Verdict.ACCEPTED
                : new Verdict.Forbidden(
                    "dataplane cannot be a member of mesh \"shop\" because its tags " + objection));
  }

  @Test
  void aMeshWithoutConstraintsTakesEverything() throws Exception {
    assertThat(verdict(Operation.UPDATE, "inbound: [{tags: {team: shop}}]", "{}"))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void theMeshHasToExist() throws Exception {
    var change =
        new ResourceChange(Operation.CREATE, dataplane("{}"), Optional.empty(), "namespace");
    assertThat(new MembershipValidator().validate(change, new OneMesh("other", MeshSpec.EMPTY)))
        .isEqualTo(new Verdict.Failed(500, "mesh \"shop\" does not exist: create it first"));
  }

  @Test
  void everyDataplaneMayGo() throws Exception {
    assertThat(verdict(Operation.DELETE, "inbound: [{}]", ONLY_SHOP)).isEqualTo(Verdict.ACCEPTED);
  }

  private static Verdict verdict(Operation operation, String networking, String constraints)
      throws Exception {
    MeshSpec mesh =
        YAML.readValue("constraints: {dataplaneProxy: " + constraints + "}", MeshSpec.class);
    var change =
        new ResourceChange(operation, dataplane(networking), Optional.empty(), "namespace");
    return new MembershipValidator().validate(change, new OneMesh("shop", mesh));
  }

  private static ResourceView dataplane(String networking) throws Exception {
    ObjectNode object = YAML.createObjectNode().put("mesh", "shop");
    object.putObject("spec").set("networking", YAML.readTree(networking));
    return new ResourceView(ResourceKind.DATAPLANE, object);
  }

  private record OneMesh(String name, MeshSpec spec) implements ClusterFacts {
    @Override
    public Optional<MeshSpec> mesh(String wanted) {
      return Optional.of(spec).filter(found -> wanted.equals(name));
    }

    @Override
    public boolean hasDataplanes(String mesh) {
      return false;
    }

    @Override
    public Set<String> externalServices(String mesh) {
      return Set.of();
    }

    @Override
    public Optional<byte[]> secret(String mesh, String secret) {
      return Optional.empty();
    }
  }
}
