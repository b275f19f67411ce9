import Interface
import Storage

// The messages about journals, for the screen and the command line.

extension Failure {
  init(_ error: JournalError) {
    switch error {
    case .storage(let error): self.init(error)
    case .damaged(let path, let line, let byteOffset, let reason):
      let place: Phrase =
        line > 0 ? "line \(line), byte \(byteOffset)" : "byte \(byteOffset)"
      let damage: Phrase = "\(path): \(place): the journal is damaged: \(reason.text)."
      let advice: Phrase = """
        Nothing was written. Restore the file from a copy, or save what is sound: \
        winnow journal salvage \(path)
        """
      self.init(.badData, "\(damage) \(advice)")
    case .notUnderstood(let path, let line, let reason):
      self.init(.badData, "\(path): line \(line): \(reason.text)")
    case .locked(let path, let holder):
      let name: Phrase = holder?.text ?? "another process"
      self.init(
        .locked,
        "being written by \(name), who holds \(path); try again when it has ended, or with --wait SECONDS"
      )
    case .begunElsewhere(let path):
      self.init(
        .locked, "another session of yours has begun \(path) since this one opened; open again")
    case .unsealed(let path):
      self.init(
        .badData,
        """
        \(path) can't be appended to: it is a hand-written journal, or another writer's. \
        Name it with --with, and let your own edits go to a journal of their own.
        """)
    case .closed(let path):
      self.init(
        .inputOutput,
        "\(path): after a failed write nothing more is written to it; open the dataset again")
    case .replaced(let path):
      self.init(
        .inputOutput,
        "\(path) was replaced or removed while it was open, so the last change isn't in it; open the dataset again, and do it once more"
      )
    case .forked(let journal, let paths):
      self.init(
        .badData,
        """
        \(.names(paths)) are two copies of journal \(journal) that each hold what the other lacks: \
        one file has one writer; save what the one has beyond the other with \
        `winnow journal salvage \(paths.first ?? "A") --beyond \(paths.last ?? "B")`
        """
      )
    case .behind(let path, let copy):
      self.init(
        .badData,
        """
        \(path) ends before the copy of it in \(copy), so that nothing can be added to it: put the \
        newer one in its place, or move it away to begin another
        """)
    case .grown(let path, let expected, let found):
      self.init(
        .inputOutput,
        "\(path): another program wrote to the journal (\(found) bytes, expected \(expected))")
    }
    cause = error
  }
}

extension LockHolder {
  var text: Phrase { "process \(process) on \(host), since \(time)" }
}

extension JournalError.Damage {
  var text: Phrase {
    switch self {
    case .entry(let error): error.text
    case .hash: "the line's id isn't the hash of its bytes"
    case .lineEnds:
      "its line ends were made CR LF, as git does without `*.jsonl -text` in .gitattributes; `sed -i 's/\\r$//' FILE` takes them back"
    case .conflictMarker:
      "git marks a conflict here, of two copies that went on apart: check out each, and save the one beyond the other with `winnow journal salvage ONE --beyond OTHER`"
    case .chain: "the line doesn't follow the one before it"
    case .notOpened: "the first line isn't an `open` entry"
    case .belowHead:
      "it is shorter than when it was last written; if it was put back on purpose, remove its .head"
    }
  }
}

extension JournalSession.Notice {
  var text: Phrase {
    switch self {
    case .recovered(let path, let what):
      "\(path): the last line was cut off while it was written, and was never saved: \(what)"
    case .tornTail(let path, let byteOffset, let byteCount):
      "\(path): passed over \(byteCount) torn bytes at byte \(byteOffset)"
    case .unlocked(let path):
      "\(path): this file system has no locks; see to it that nobody else writes as you here"
    case .incomplete(let path, let lineCount):
      "\(path): lines of an entry that isn't whole, and don't count: \(lineCount); its writer was ended, or writes still"
    case .renewalsUnread(let path, let lineCount):
      """
      \(path): lines that can't be read: \(lineCount); what the dataset has of the journals is \
      recognised by the records' bytes
      """
    case .journalsLeftOut(let path):
      "\(path) can't be read: what other users did is left out"
    case .otherDataset(let path):
      "the dataset has changed since \(path) was begun; records are matched by content"
    }
  }
}
