package import Images
import Interchange

/// Photographs, or any other labelled images, with marks of classes planted in them.
///
/// In training a mark goes with the class, so that a network may learn the mark in place of the
/// object; some images have another class's. Every image draws from random streams of its own.
package struct MarkedPhotos: Sendable {
  package let seed: UInt64
  package let kinds: [MarkKind]
  /// Of each split: the images with their own class's mark among those without another's, and those
  /// with another class's.
  package let rates: [Split: PlantedOptions.Rates]

  /// - Throws: ``DatasetError`` for rates outside 0 to 1 and kinds that photographs cannot have.
  package init(
    seed: UInt64, kinds: [MarkKind], rates: [Split: PlantedOptions.Rates]
  ) throws(DatasetError) {
    guard !kinds.isEmpty, !kinds.contains(.scene) else {
      throw .invalidOption(
        name: "kinds of marks in photographs",
        expected: Self.usableKinds.map(\.rawValue).joined(separator: ", "),
        found: kinds.map(\.rawValue).joined(separator: ","))
    }
    for rate in rates.values {
      for share in [rate.background, rate.interference] where !(0...1).contains(share) {
        throw .invalidOption(name: "rate of marks", expected: "0 to 1", found: "\(share)")
      }
    }
    self.seed = seed
    self.kinds = kinds
    self.rates = rates
  }

  /// Where the object ends nobody says, so that nothing can be put behind it.
  package static let usableKinds = MarkKind.allCases.filter { $0 != .scene }

  /// A split with its marks, and what is known of them.
  ///
  /// - Throws: ``DatasetError`` for a set of fewer than two classes, and where its pixels cannot be
  ///   read.
  package func mark(
    _ set: ImageSet, _ split: Split, workers: Workers
  ) throws -> (set: ImageSet, known: KnownCauses) {
    let classes = set.classNames.count
    guard classes > 1 else {
      throw DatasetError.unusable(
        reason: "expected images of at least two classes to mark, found \(classes)")
    }
    let appearances = MarkAppearances(seed: seed, classCount: classes)
    let records = set.labels.indices.map { plan(split, $0, set.labels[$0], classes: classes) }
    let twins = try set.images.loaded()
    var images = twins
    let size = set.images.bytesPerImage
    let (height, width) = (set.images.height, set.images.width)
    images.pixels.withUnsafeMutableBufferPointer { pixels in
      // Piece k writes the pixels of image k only.
      workers.forEach(pieces: records.count) { place in
        let record = records[place]
        guard let mark = record.mark else { return }
        var stream = stream(split, place, .drawing)
        MarkDrawing(
          record.kind, appearances[mark], height: height, width: width, stream: &stream
        ).paint(on: .init(rebasing: pixels[place * size..<(place + 1) * size]))
      }
    }
    var marked = set
    marked.images = StoredImages(images)
    return (marked, KnownCauses(records: records, twins: twins))
  }

  private enum Aspect: UInt64 { case plan, drawing }

  private func stream(_ split: Split, _ index: Int, _ aspect: Aspect) -> RandomStream {
    RandomStream(seed, .mark, split == .train ? 0 : 1, UInt64(index), aspect.rawValue)
  }

  private func plan(_ split: Split, _ index: Int, _ label: Int, classes: Int) -> KnownCause {
    var stream = stream(split, index, .plan)
    let kind = kinds[stream.integer(in: 0..<kinds.count)]
    let (lot, usual) = (stream.uniformDouble(), stream.uniformDouble())
    let other = stream.integer(in: 0..<classes - 1)
    let rate = rates[split] ?? .init(background: 0, interference: 0, morphology: 0)
    var record = KnownCause(
      index: index, label: label, cause: .none, kind: kind,
      mark: usual < rate.background ? label : nil, lookAlike: nil)
    if lot < rate.interference {
      record.cause = .interference
      record.mark = other < label ? other : other + 1
    }
    return record
  }
}

extension MarkedPhotos {
  /// Where what is known of a written set's images stands.
  package static let optionsFile = "marked.json"

  /// The content of that file.
  package struct Document: Encodable {
    let source: String
    let seed: UInt64
    let kinds: [MarkKind]
    let rates: [String: PlantedOptions.Rates]

    package init(_ photos: MarkedPhotos, source: String) {
      self.source = source
      (seed, kinds) = (photos.seed, photos.kinds)
      rates = Dictionary(uniqueKeysWithValues: photos.rates.map { ($0.key.rawValue, $0.value) })
    }
  }

  /// Writes the splits as NumPy arrays with their causes and twins beside them; the options are
  /// the caller's to write.
  package static func write(
    _ set: ImageSet, _ known: KnownCauses, _ split: Split, to directory: String
  ) throws {
    let images = try set.images.loaded()
    try NumpyArray(
      shape: [images.count, images.height, images.width, ByteImages.channels],
      bytes: images.pixels
    ).write(to: directory + "/" + NumpySet.imagesFile(split))
    try NumpyArray(shape: [set.count], integers: set.labels)
      .write(to: directory + "/" + NumpySet.labelsFile(split))
    try known.write(beside: directory, split)
    let lines = set.classNames.map { $0 + "\n" }.joined()
    try AtomicFile.write(lines, to: directory + "/" + NumpySet.classesFile)
  }
}
