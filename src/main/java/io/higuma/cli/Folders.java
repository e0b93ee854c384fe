package io.higuma.cli;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** Which files a folder on the command line stands for: those that kubectl would read. */
enum Folders {
  /** Those in the folder itself. */
  FLAT,

  /** Those in the folders below as well; links to folders are not followed, so there is no loop. */
  RECURSIVE;

  private static final Pattern MANIFEST = Pattern.compile(".+\\.(?:yaml|yml|json)");

  /**
   * The files, in the order of the names, and of one folder in the order of its own names.
   *
   * @param names of files and folders; what is not there is left to whoever reads it
   */
  List<String> files(List<String> names) throws InputException {
    var files = new ArrayList<String>();
    for (String name : names) {
      if (name.equals(Documents.STDIN) || !Files.isDirectory(Path.of(name))) {
        files.add(name);
        continue;
      }
      int before = files.size();
      collect(Path.of(name), files);
      if (files.size() == before) {
        throw InputException.refused(
            "%s: there is no *.yaml, *.yml or *.json file in this folder%s"
                .formatted(name, this == FLAT ? "; -R looks in the folders below as well" : ""));
      }
    }
    return files;
  }

  private void collect(Path folder, List<String> files) throws InputException {
    for (Path entry : entries(folder)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        if (this == RECURSIVE) {
          collect(entry, files);
        }
      } else if (isManifest(entry)) {
        files.add(entry.toString());
      }
    }
  }

  private static boolean isManifest(Path entry) throws InputException {
    if (!MANIFEST.matcher(entry.getFileName().toString()).matches() || Files.isDirectory(entry)) {
      return false;
    }
    if (Files.exists(entry) && !Files.isRegularFile(entry)) {
      // Nobody may be at the other end of a pipe. Who means it names it.
      throw InputException.unreadable(entry + ": is a pipe, a socket or a device, not a file");
    }
    return true;
  }

  private static List<Path> entries(Path folder) throws InputException {
    var entries = new ArrayList<Path>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (IOException e) {
      throw Documents.unreadable(folder.toString(), e);
    } catch (DirectoryIteratorException e) {
      throw InputException.unreadable(folder + ": cannot be read to its end: " + e.getMessage());
    }
    entries.sort(Comparator.comparing(entry -> entry.getFileName().toString()));
    return entries;
  }
}
