package io.higuma.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.higuma.config.ControlPlaneConfig;
import io.higuma.resource.MeshObject;
import io.higuma.resource.ResourceKind;
import io.higuma.universal.OnWrite;
import io.higuma.universal.UniversalMeshes;
import io.higuma.universal.UniversalNames;
import io.higuma.universal.UniversalObject;
import io.higuma.universal.UniversalObject.Reading;
import io.higuma.validation.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects in the Universal form, from files. */
final class UniversalInput {
  private static final Pattern VIPS = Pattern.compile("kuma-(.+)-dns-vips");

  private UniversalInput() {}

  /**
   * A value of a file.
   *
   * @param place for messages: {@code mesh.yaml, document 2, items[3]}
   */
  record Item(JsonNode json, String place) {
    String describe() {
      String type = json.path("type").asText("");
      String mesh = json.path("mesh").asText("");
      String name = json.path("name").asText("");
      String object = type + " " + (mesh.isEmpty() ? name : mesh + "/" + name);
      return object.isBlank() ? place : place + " (" + object.strip() + ")";
    }
  }

  /** What one object has alone. */
  private record Key(ResourceKind kind, String mesh, String name) {
    static Key of(MeshObject object) {
      return new Key(object.kind(), object.mesh(), object.name());
    }
  }

  /**
   * All of them, completed as a control plane does, each as it stands last; all that is wrong is
   * told at once.
   */
  static UniversalMeshes read(List<Item> items, ControlPlaneConfig config, Console console)
      throws InputException {
    var problems = new ArrayList<String>();
    var objects = new LinkedHashMap<Key, MeshObject>();
    var names = new TreeMap<String, UniversalNames>();
    OnWrite onWrite = OnWrite.of(config);
    for (Item item : items) {
      Matcher name = VIPS.matcher(item.json().path("name").asText(""));
      if (item.json().path("type").asText("").equals("Config") && name.matches()) {
        names.put(name.group(1), UniversalNames.of(name.group(1), item.json()));
        continue;
      }
      switch (UniversalObject.read(item.json())) {
        case Reading.Read(var object) -> objects.put(Key.of(object), onWrite.complete(object));
        case Reading.Unknown(var type) ->
            console.note("%s: nothing follows from a %s".formatted(item.describe(), type));
        case Reading.Malformed(var violations) ->
            problems.add(item.describe() + ": " + Violation.join(violations));
      }
    }
    var meshes = new UniversalMeshes(List.copyOf(objects.values()), names);
    meshes
        .malformed()
        .forEach(one ->
            problems.add(
                "%s %s: %s"
                    .formatted(one.object().kind().kind(), one.object().name(), one.violation())));
    if (!problems.isEmpty()) {
      throw InputException.refused(String.join("\n", problems));
    }
    return meshes;
  }
}
