import Curation
import Interface
import Storage

// What is said about files that are read otherwise than as JSON Lines, or not at all. The messages of
// storage errors are in Failure.swift.

extension ForeignFormat {
  var advice: String {
    switch self {
    case .gzip, .zstandard: "unpack it first"
    case .zip: "unpack it first with `unzip`"
    case .xz: "unpack it first with `xz -d`"
    case .bzip2: "unpack it first with `bzip2 -d`"
    case .parquet, .arrow, .sqlite: "convert it to JSON Lines first"
    case .pdf, .picture, .program, .binary: "a dataset is text: JSON Lines, JSON, CSV"
    case .utf16: "convert it first with `iconv -f UTF-16 -t UTF-8`"
    }
  }
}

extension KnownFile {
  /// A description of the file, and what to do instead.
  var text: String {
    switch self {
    case .datasetInfo(let files):
      "a list of datasets (dataset_info.json of LLaMA-Factory)"
        + (files.isEmpty
          ? "" : "; open a file that it names: \(files.prefix(5).joined(separator: ", "))")
    case .model: "the settings or vocabulary of a model, not a dataset"
    case .journal(let dataset):
      "a journal of Winnow; open its dataset, \(dataset), or use `winnow journal check`"
    case .notebook: "a notebook, not a dataset"
    case .judgeTemplates: "instructions for a model that judges answers, not a dataset"
    case .numbers: "numbers without a text to read, not a dataset"
    case .noJSON: "neither JSON nor a table"
    }
  }
}
