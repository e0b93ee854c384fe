package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.higuma.api.v1alpha1.Mesh;
import io.higuma.mesh.MeshSecrets;
import io.higuma.mesh.SecretValue;
import io.higuma.service.IdentityAuthorities.Reading;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of authorities that can't be read. */
class IdentityAuthoritiesTest {
  private static final MeshSecrets NONE =
      new MeshSecrets() {
        @Override
        public Optional<SecretValue> ofMesh(String mesh, String name) {
          return Optional.empty();
        }

        @Override
        public Set<String> namesOfMesh(Mesh mesh) {
          return Set.of();
        }

        @Override
        public Set<String> globalNames() {
          return Set.of();
        }

        @Override
        public boolean create(Mesh owner, String name, SecretValue value) {
          return false;
        }

        @Override
        public boolean createGlobal(String name, SecretValue value) {
          return false;
        }
      };

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {type: Spire, spire: {}} | provider Spire is not supported: use Bundled
          {spire: {}} | provider without a type is not supported: use Bundled
          {type: Bundled, bundled: {ca: {certificate: {type: EnvVar, envVar: {name: A}}, privateKey: {type: EnvVar, envVar: {name: B}}}}} | provider.bundled.ca.certificate: type EnvVar is not supported, provider.bundled.ca.privateKey: type EnvVar is not supported: use Secret, File or InsecureInline
          {type: Bundled, bundled: {ca: {certificate: {type: File, file: {path: /ca.pem}}, privateKey: {type: EnvVar, envVar: {name: B}}}}} | provider.bundled.ca.privateKey: type EnvVar is not supported: use Secret, File or InsecureInline
          {type: Bundled, bundled: {ca: {certificate: {type: File, file: {path: /ca.pem}}}}} | There is no certificate with its key: provider.bundled.ca must have both
          """)
  void theSentenceSaysWhyAndWhatToDo(String provider, String sentence) throws Exception {
    JsonNode spec = new YAMLMapper().readTree("{provider: %s}".formatted(provider));
    assertThat(new IdentityAuthorities(NONE, file -> Optional.empty()).read("shop", "all", spec))
        .isEqualTo(new Reading.Missing(sentence));
  }
}
