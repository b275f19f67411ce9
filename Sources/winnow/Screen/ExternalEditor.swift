import Curation
import Glibc
import Interface
import JSONLines
import Storage

/// Runs the user's editor on a text in a private file: the configured one, `$VISUAL`, `$EDITOR`, or
/// vi.
enum ExternalEditor {
  /// Edits a text and returns the result.
  ///
  /// - Parameters:
  ///   - preferred: the editor from the configuration.
  ///   - begin: called with the file's path before the editor begins.
  static func edit(
    _ text: String, isJSON: Bool, preferred: String?, begin: (_ path: String) -> Void
  ) -> ExternalText {
    do {
      let folder = try temporaryFolder()
      let path = "\(folder)/\(Draft.fileNames[isJSON ? 0 : 1])"
      var isKept = false
      defer {
        if !isKept {
          unlink(path)
          rmdir(folder)
        }
      }
      try WholeFile.write(Array(text.utf8), to: path)
      begin(path)
      let editor = name(preferred)
      let status = run(editor, path)
      if status == 127 { return .failed("there is no editor “\(editor)”; set EDITOR") }
      let bytes = try WholeFile.read(path)
      guard let edited = String(validating: bytes, as: UTF8.self) else {
        isKept = true
        return .failed("the editor's text isn't UTF-8; it is kept in \(path)")
      }
      if status == 0 { return .text(edited) }
      // The editor may have saved before it was ended, for example when the terminal's connection
      // was lost.
      return edited.isIdentical(to: text)
        ? .failed("the editor ended with status \(status); no change")
        : .unsaved(edited, "the editor ended with status \(status)")
    } catch {
      return .failed(Failure(error).message)
    }
  }

  private static func temporaryFolder() throws(StorageError) -> String {
    let parent =
      Identity.variable("XDG_RUNTIME_DIR") ?? Identity.variable("TMPDIR") ?? "/tmp"
    do { return try Folder.makePrivate(in: parent, stem: Draft.folderStem) } catch {
      return try Folder.makePrivate(in: "/tmp", stem: Draft.folderStem)
    }
  }

  private static func name(_ preferred: String?) -> String {
    preferred ?? Identity.variable("VISUAL") ?? Identity.variable("EDITOR") ?? "vi"
  }

  /// Runs the editor. Returns its exit status, or 127 if the shell doesn't find it.
  private static func run(_ editor: String, _ path: String) -> Int32 {
    HelperProgram(inTerminal: ["/bin/sh", "-c", "\(editor) \"$@\"", editor, path]).wait()
  }
}
