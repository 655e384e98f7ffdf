import Figures
import Interchange
package import Misclassification
import Text

/// What other commands, and people, say of single images, for the cards of a report.
package struct ImageKnowledge {
  /// What erasing boxes did to one image.
  private struct Erased {
    let after: Int
    let pixels: Int
    let before: Double
    let probability: Double
  }

  /// What is said of the cause of one mistake.
  private struct Cause {
    let probability: Double
    let verdict: String
    let row: Int
    let column: Int
    /// Rows and columns of the window.
    let window: [Int]
  }

  /// Where the results lie.
  package struct Places: Sendable {
    /// Directories of `erase`.
    package var erased: [String]
    /// Directories of `causes`.
    package var causes: [String]
    /// The maps of `saliency` and their listing.
    package var maps: (array: String, listing: String)?
    /// People's votes (.npy).
    package var humans: String?

    package init(
      erased: [String] = [], causes: [String] = [], maps: (array: String, listing: String)? = nil,
      humans: String? = nil
    ) {
      self.erased = erased
      self.causes = causes
      self.maps = maps
      self.humans = humans
    }
  }

  private var erasures: [Int: [Erased]] = [:]
  private var causes: [Int: [Cause]] = [:]
  private var maps: (array: [Float], area: Int, places: [Int: Int])?
  private var votes: HumanVotes?

  /// - Throws: `InterchangeError` for a file that is missing or damaged, `MisclassificationError`
  ///   for votes on other images.
  package init(_ places: Places, joint: JointPredictions) throws {
    for directory in places.erased { try readErasure(directory, joint.classCount) }
    for directory in places.causes { try readCauses(directory) }
    if let maps = places.maps { try readMaps(maps.array, maps.listing) }
    votes = try places.humans.map { try HumanVotes.read(path: $0, for: joint) }
  }

  private mutating func readErasure(_ directory: String, _ classCount: Int) throws {
    let file = directory + "/erasure.csv"
    try ResultTable.read(
      file,
      ["index", "after", "erased_pixels", "true_probability_before", "true_probability_after"]
    ) { row in
      let after = try row.whole(1, below: classCount)
      erasures[try row.whole(0), default: []].append(
        Erased(
          after: after, pixels: try row.whole(2), before: try row.number(3),
          probability: try row.number(4)))
    }
  }

  /// The part of the summary of `causes` that says how large the occluded window is.
  private struct CausesSummary: Decodable {
    struct Settings: Decodable {
      let window: [Int]
    }
    let settings: Settings
  }

  private mutating func readCauses(_ directory: String) throws {
    let window = try JSON.read(CausesSummary.self, from: directory + "/summary.json")
      .settings.window
    guard window.count == 2, window.allSatisfy({ (1...1 << 20).contains($0) }) else {
      throw InterchangeError(
        file: directory + "/summary.json", expected: "rows and columns of a window",
        found: "\(window)")
    }
    try ResultTable.read(
      directory + "/causes.csv",
      ["index", "probability", "verdict", "occluded_row", "occluded_column"]
    ) { row in
      causes[try row.whole(0), default: []].append(
        Cause(
          probability: try row.number(1), verdict: row.text(2), row: try row.whole(3),
          column: try row.whole(4), window: window))
    }
  }

  private mutating func readMaps(_ path: String, _ listing: String) throws {
    let array = try NumpyArray(bytes: FileReader.bytes(of: path), file: path)
    guard array.shape.count == 3, array.isFloatingPoint else {
      throw InterchangeError(
        file: path, expected: "maps, images x height x width, of fractions",
        found: "shape \(array.shape)")
    }
    var places: [Int: Int] = [:]
    var row = 0
    try ResultTable.read(listing, ["index"]) { line in
      places[try line.whole(0)] = row
      row += 1
    }
    guard row == array.shape[0] else {
      throw InterchangeError(
        file: listing, expected: "a line for each of the \(array.shape[0]) maps of \(path)",
        found: "\(row)")
    }
    maps = (array.floats, array.shape[1] * array.shape[2], places)
  }

  // MARK: Cards

  /// Adds pictures and notes.
  func add(
    to card: inout ModelsReport.Card, row: Int, pictures: CardPictures?, classNames: [String]
  ) {
    if let pictures, let picture = pictures.picture(card.image) {
      let showsPixels = pictures.side <= 64
      card.pictures.append(.init(picture.png, words: "picture", showsPixels: showsPixels))
      if let maps, let place = maps.places[card.image] {
        let map = maps.array[place * maps.area..<(place + 1) * maps.area]
        if let overlay = pictures.overlay(card.image, map: map) {
          card.pictures.append(.init(overlay.png, words: "saliency", showsPixels: showsPixels))
        }
      }
    }
    for cause in causes[card.image] ?? [] { add(cause, to: &card, pictures) }
    for erased in erasures[card.image] ?? [] { add(erased, to: &card, pictures, classNames) }
    if let votes { addVotes(votes, row, to: &card, classNames) }
  }

  private func add(_ cause: Cause, to card: inout ModelsReport.Card, _ pictures: CardPictures?) {
    let percent = NumberText.percent(cause.probability, decimals: 0)
    card.interference = max(card.interference ?? 0, cause.probability)
    card.notes.append(.init("Cause:", "\(cause.verdict), interference \(percent)"))
    guard let pictures, pictures.isNetworkInput, !card.pictures.isEmpty,
      cause.row < pictures.height,
      cause.column < pictures.width
    else { return }
    let (height, width) = (Double(pictures.height), Double(pictures.width))
    let top = Double(cause.row) / height
    let left = Double(cause.column) / width
    card.regions.append(
      .init(
        top: top, left: left, height: min(Double(cause.window[0]) / height, 1 - top),
        width: min(Double(cause.window[1]) / width, 1 - left),
        words: "the window whose occlusion changes the answer most"))
  }

  private func add(
    _ erased: Erased, to card: inout ModelsReport.Card, _ pictures: CardPictures?,
    _ classNames: [String]
  ) {
    let end =
      erased.after == card.label
      ? "right" : "taken for \(classNames[erased.after])"
    let area = pictures.flatMap { $0.isNetworkInput ? $0 : nil }.map {
      NumberText.percent(Double(erased.pixels) / Double($0.height * $0.width), decimals: 1)
        + " erased"
    }
    card.notes.append(
      .init(
        "Erased:",
        "\(end), true class \(NumberText.percent(erased.before, decimals: 0)) → "
          + NumberText.percent(erased.probability, decimals: 0)
          + (area.map { " (\($0))" } ?? "")))
  }

  private func addVotes(
    _ votes: HumanVotes, _ row: Int, to card: inout ModelsReport.Card, _ classNames: [String]
  ) {
    let chosen = classNames.indices.filter { votes[row, $0] > 0 }
      .sorted { (votes[row, $1], $0) < (votes[row, $0], $1) }
    let words = chosen.prefix(3).map { "\(classNames[$0]) \(votes[row, $0])" }
    card.notes.append(
      .init("People:", words.joined(separator: ", ") + (chosen.count > 3 ? ", …" : "")))
  }
}
