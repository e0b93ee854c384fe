package io.higuma.config;

import io.higuma.config.KnownKeys.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads settings from a configuration file, and warns of keys that have no effect. */
final class YamlFile {
  private final ConfigFile file;
  private final ConfigDraft draft;
  private final KnownKeys keys = new KnownKeys();

  private YamlFile(ConfigFile file, ConfigDraft draft) {
    this.file = file;
    this.draft = draft;
  }

  static void readInto(ConfigDraft draft, ConfigFile file) {
    switch (YamlDocument.parse(file.text())) {
      case YamlDocument.Empty() -> {}
      case YamlDocument.Root(var value) -> new YamlFile(file, draft).root(value);
      case YamlDocument.Malformed(var problem) -> draft.refuse(file.name() + " " + problem);
    }
  }

  private void root(YamlValue value) {
    if (value.isNull()) {
      return;
    }
    Optional<List<YamlValue.Entry>> entries = value.entries();
    if (entries.isEmpty()) {
      draft.refuse(
          file.name() + " must be a section with key: value lines, but is " + value.describe());
      return;
    }
    section("", entries.get());
  }

  private void section(String key, List<YamlValue.Entry> entries) {
    var seen = new HashSet<String>();
    for (YamlValue.Entry entry : entries) {
      Optional<String> name = entry.name().text();
      if (name.isEmpty() || entry.name().isMergeKey()) {
        draft.refuse(key, "has a key that is not plain text: write the keys out", at(entry.name()));
      } else if (seen.add(name.get().toLowerCase(Locale.ROOT))) {
        entry(key, name.get(), entry);
      } else {
        String twice = key.isEmpty() ? name.get() : key + "." + name.get();
        draft.refuse(Excerpt.plain(twice), "stands there twice: remove one", at(entry.name()));
      }
    }
  }

  private void entry(String section, String name, YamlValue.Entry entry) {
    String key = section.isEmpty() ? name : section + "." + name;
    Optional<Place> place = name.indexOf('.') < 0 ? keys.find(key) : Optional.empty();
    if (place.isEmpty()) {
      warnOfUnknown(section, name, entry.name());
      return;
    }
    switch (place.get()) {
      case Place.Row(var setting) -> set(setting, entry.value());
      case Place.Section(var spelled) -> subsection(spelled, entry.value());
      case Place.Unused(var spelled) ->
          draft.warn(spelled + " has no effect in Higuma " + at(entry.name()).note() + ".");
    }
  }

  private void subsection(String key, YamlValue value) {
    if (value.isNull()) {
      return;
    }
    value
        .entries()
        .ifPresentOrElse(
            entries -> section(key, entries),
            () ->
                draft.refuse(
                    key,
                    "must be a section with key: value lines, but was " + value.describe(),
                    at(value)));
  }

  private <T> void set(Setting<T> setting, YamlValue value) {
    draft.set(setting, setting.type().file().parse(value, draft.value(setting)), at(value));
  }

  private void warnOfUnknown(String section, String name, YamlValue where) {
    String key = Excerpt.plain(section.isEmpty() ? name : section + "." + name);
    String hint =
        name.indexOf('.') >= 0
            ? "; write its parts as sections within each other"
            : keys.nearest(section, name).map(meant -> "; did you mean " + meant + "?").orElse("");
    String sentence = "%s is unknown and has no effect %s%s".formatted(key, at(where).note(), hint);
    draft.warn(sentence.endsWith("?") ? sentence : sentence + ".");
  }

  private Origin at(YamlValue value) {
    return new Origin.File(file.name(), value.line());
  }
}
