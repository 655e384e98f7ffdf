package import Datasets
package import Images
import Interchange
import Pieces
package import Terminal
package import Text

/// Data sets whose causes of error are known, written as files.
package struct DrawnData {
  private let directory: String
  private let force: Bool
  private let workers: Workers

  package init(into directory: String, force: Bool, _ workers: Workers) {
    self.directory = directory
    self.force = force
    self.workers = workers
  }

  /// How many images of each split have what, and the same as a table.
  package typealias Counts = (counts: [String: [String: Int]], table: TextTable)

  /// Draws a planted set.
  package func draw(_ options: PlantedOptions, _ console: Console) throws -> Counts {
    let set = try PlantedSet(options)
    let held = try ResultDirectory.take(directory, force: force)
    defer { held.release() }
    console.message(
      "drawing \(set.options.trainCount) training and \(set.options.testCount) test images")
    let drawn = try set.write(
      to: directory, replacing: force && PlantedSet.isIn(directory), workers: workers)
    for split in Split.allCases {
      try Interruption.check()
      guard let images = drawn[split] else { continue }
      let shape = [images.set.count, images.set.images.height, images.set.images.width]
      try NumpyArray(shape: shape, bytes: images.masks)
        .write(to: directory + "/" + PlantedSet.masksFile(of: split))
    }
    let counts = drawn.map { ($0.key.rawValue, $0.value.countPerCause) }
    return (Dictionary(uniqueKeysWithValues: counts), Self.table(drawn))
  }

  /// Plants marks into images that are there.
  ///
  /// - Parameter limits: images of a split, at most.
  package func mark(
    _ source: DataSource, _ marking: MarkedPhotos, limits: [Split: Int]
  ) throws -> Counts {
    let held = try ResultDirectory.take(directory, force: force)
    defer { held.release() }
    var counts: [String: [String: Int]] = [:]
    var table = TextTable(
      [.words("split"), .numbers("images"), .numbers("own mark"), .numbers("another's")])
    for split in try source.presentSplits() {
      try Interruption.check()
      let set = try source.load(split, workers: workers).limited(to: limits[split])
      let marked = try marking.mark(set, split, workers: workers)
      try MarkedPhotos.write(marked.set, marked.known, split, to: directory)
      let foreign = marked.known.records.count { $0.cause == .interference }
      let own = marked.known.records.count { $0.cause == .none && $0.mark != nil }
      counts[split.rawValue] = ["images": set.count, "own": own, "interference": foreign]
      table.row([split.rawValue, "\(set.count)", "\(own)", "\(foreign)"])
    }
    try JSON.write(
      MarkedPhotos.Document(marking, source: source.description),
      to: directory + "/" + MarkedPhotos.optionsFile)
    return (counts, table)
  }

  private static func table(_ drawn: [Split: PlantedImages]) -> TextTable {
    var table = TextTable(
      [.words("planted cause")] + Split.allCases.map { .numbers($0.rawValue) })
    for cause in PlantedCause.allCases
    where drawn.values.contains(where: { $0.countPerCause[cause.rawValue] != nil }) {
      table.row(
        [cause.rawValue] + Split.allCases.map { "\(drawn[$0]?.countPerCause[cause.rawValue] ?? 0)" }
      )
    }
    table.row(["all"] + Split.allCases.map { "\(drawn[$0]?.set.count ?? 0)" })
    return table
  }
}
