package io.higuma.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "[]",
        "{\"subscriptions\": \"no\", \"mTLS\": 7}",
        "{\"subscriptions\": [], \"mTLS\": {\"supportedBackends\": {}}}",
        "{\"subscriptions\": [{\"disconnectTime\": \"2024-05-01T09:30:00Z\"}]}"
      })
  void whatSaysNothingIsNoConnection(String status) throws JsonProcessingException {
    assertThat(Connection.of(new ObjectMapper().readTree(status))).isEqualTo(Connection.NONE);
  }
}
