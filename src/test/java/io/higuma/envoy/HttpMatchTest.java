package io.higuma.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpMatchTest {
  @Test
  void whatSaysMoreIsTriedFirst() {
    var matches = new ArrayList<HttpMatch>();
    for (JsonNode json :
        LargeMesh.json(
            """
            [{"path": {"type": "RegularExpression", "value": "/longest.*"}},
             {"path": {"type": "PathPrefix", "value": "/"}},
             {"queryParams": [{"type": "Exact", "name": "q", "value": "1"}]},
             {"headers": [{"name": "a", "value": "1"}]},
             {"method": "PUT"},
             {"path": {"type": "PathPrefix", "value": "/a/b"}},
             {"path": {"type": "Exact", "value": "/a"}}]
            """)) {
      matches.add(HttpMatch.of(json, LargeMesh.json("{}")));
    }
    List<HttpMatch> given = List.copyOf(matches);
    matches.sort(HttpMatch.ORDER);
    assertThat(matches).map(given::indexOf).containsExactly(6, 5, 4, 3, 2, 1, 0);
    assertThat(given.get(1).isCatchAll()).isTrue();
    assertThat(given.get(2).isCatchAll()).isFalse();
  }

  @Test
  void aPrefixIsWholeSegments() {
    HttpMatch match =
        HttpMatch.of(
            LargeMesh.json("{\"path\": {\"type\": \"PathPrefix\", \"value\": \"/a\"}}"),
            LargeMesh.json("{}"));
    assertThat(match.forms()).hasSize(2);
    assertThat(match.forms().getFirst().match().getPath()).isEqualTo("/a");
    assertThat(match.forms().getLast().match().getPrefix()).isEqualTo("/a/");
  }

  @Test
  void theNameOfARouteIsAHashOfItsMatchesWhateverTheOrderOfTheirFields() {
    assertThat(HttpMatch.CATCH_ALL.hash())
        .isEqualTo("9Zuf5Tg79OuZcQITwBbQykxAk2u4fRKrwYn3//AL4Yo=");
    assertThat(hash("{\"path\": {\"type\": \"Exact\", \"value\": \"/x\"}, \"method\": \"GET\"}"))
        .isEqualTo(
            hash("{\"method\": \"GET\", \"path\": {\"value\": \"/x\", \"type\": \"Exact\"}}"));
  }

  private static String hash(String match) {
    JsonNode rule = LargeMesh.json("{\"matches\": [" + match + "]}");
    return HttpMatch.of(rule.path("matches").get(0), rule).hash();
  }
}
