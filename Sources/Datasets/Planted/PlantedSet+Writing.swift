import Foundation
package import Images
import Interchange

extension PlantedSet {
  package static let optionsFile = "planted.json"

  package static func causesFile(of split: Split) -> String { "\(split.rawValue)_causes.csv" }

  /// Where the masks belong, as a NumPy array of N x 32 x 32 bytes;
  /// ``write(to:replacing:workers:)`` leaves them to whoever can write one.
  package static func masksFile(of split: Split) -> String { "\(split.rawValue)_masks.npy" }

  /// Draws both splits and writes them as CIFAR-10 binary files with their side files of causes,
  /// and the options (`planted.json`), so that the set tells what it is.
  ///
  /// - Returns: what was drawn, for whoever writes the masks.
  /// - Throws: ``DatasetError`` where one of the files (masks included) is there already and
  ///   `replacing` is false; then nothing is written. `InterchangeError` where the system refuses
  ///   to write.
  package func write(
    to directory: String, replacing: Bool = false, workers: Workers
  ) throws -> [Split: PlantedImages] {
    let files = CifarBinary(directory: directory)
    if !replacing { try requireAbsent(in: files) }
    try files.makeDirectory()
    // First, so that what is killed amid this can be told from files of another origin.
    try AtomicFile.write([UInt8](try optionsDocument()), to: files.path(of: Self.optionsFile))
    var drawn: [Split: PlantedImages] = [:]
    for split in Split.allCases {
      let images = draw(split, workers: workers)
      try files.write(images.set, split: split, replacing: replacing)
      let lines = [PlantedRecord.csvHeader] + images.records.map(\.csvLine)
      try AtomicFile.write(
        lines.joined(separator: "\n") + "\n", to: files.path(of: Self.causesFile(of: split)))
      try loadKnownCauses(split, workers: workers)?.write(beside: directory, split)
      drawn[split] = images
    }
    return drawn
  }

  /// Whether a planted set was written to a directory, or begun.
  package static func isIn(_ directory: String) -> Bool {
    FileManager.default.fileExists(atPath: directory + "/" + optionsFile)
  }

  private func requireAbsent(in files: CifarBinary) throws(DatasetError) {
    let names =
      Split.allCases.flatMap { split in
        CifarBinary.fileNames(of: split) + [
          Self.causesFile(of: split), Self.masksFile(of: split),
          KnownCauses.marksFile(of: split), KnownCauses.twinsFile(of: split),
        ]
      } + [Self.optionsFile]
    for name in names where FileManager.default.fileExists(atPath: files.path(of: name)) {
      throw .alreadyThere(path: files.path(of: name))
    }
  }

  private func optionsDocument() throws -> Data {
    struct Document: Encodable {
      let options: PlantedOptions
      let classNames: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(Document(options: options, classNames: Self.classNames))
      + Data("\n".utf8)
  }
}
