package import Images

/// Images of the planted-cause set with all that is known of them.
package struct PlantedImages: Sendable {
  package var set: ImageSet
  package var records: [PlantedRecord]
  /// N x H x W: 1 where the object covers at least half of the pixel, else 0.
  package var masks: [UInt8]
}

/// A ten-class set of images drawn from a seed alone, in which the causes of error are planted.
///
/// Every image is drawn from random streams of its own, so it depends on neither the other images,
/// nor the size of the set, nor the number of threads. Only + - * / and square roots of Double
/// and whole numbers are used, which IEEE 754 fixes to the last bit.
package struct PlantedSet: Sendable {
  package static let classNames = PlantedShapes.classNames

  package let options: PlantedOptions
  private let appearances: MarkAppearances

  /// - Throws: ``DatasetError`` for an option outside its range.
  package init(_ options: PlantedOptions = PlantedOptions()) throws(DatasetError) {
    try options.validate()
    self.options = options
    appearances = MarkAppearances(seed: options.seed, classCount: Self.classNames.count)
  }

  /// The look-alike of a class.
  package static func partner(of label: Int) -> Int { PlantedShapes.partner(of: label) }

  /// All images of a split.
  package func draw(_ split: Split, workers: Workers) -> PlantedImages {
    draw(split, indices: Array(0..<options.count(of: split)), workers: workers)
  }

  /// The chosen images of a split.
  ///
  /// - Parameter withoutCauses: draws each image as it would be had no cause been planted in it:
  ///   the same object in the same place and colours, its shape not morphed, on its usual
  ///   background. Where a network errs on an image and not on this one, the planted cause is the
  ///   cause.
  package func draw(
    _ split: Split, indices: [Int], withoutCauses: Bool = false, workers: Workers
  ) -> PlantedImages {
    precondition(indices.allSatisfy { (0..<options.count(of: split)).contains($0) })
    let side = CifarBinary.side
    let (pixelBytes, maskBytes) = (side * side * ByteImages.channels, side * side)
    var pixels = [UInt8](repeating: 0, count: indices.count * pixelBytes)
    var masks = [UInt8](repeating: 0, count: indices.count * maskBytes)
    var records = indices.map { index in
      let record = plan(split, index: index)
      return withoutCauses ? record.withoutCause() : record
    }
    pixels.withUnsafeMutableBufferPointer { pixels in
      masks.withUnsafeMutableBufferPointer { masks in
        records.withUnsafeMutableBufferPointer { records in
          // Piece k writes the pixels, the mask and the record of the k-th chosen image only.
          workers.forEach(pieces: indices.count) { piece in
            draw(
              &records[piece], split: split,
              pixels: .init(rebasing: pixels[piece * pixelBytes..<(piece + 1) * pixelBytes]),
              mask: .init(rebasing: masks[piece * maskBytes..<(piece + 1) * maskBytes]))
          }
        }
      }
    }
    let images = ByteImages(count: indices.count, height: side, width: side, pixels: pixels)
    let set = ImageSet(
      images: images, labels: records.map(\.label), classNames: Self.classNames)
    return PlantedImages(set: set, records: records, masks: masks)
  }

  /// What a random stream of an image is for; apart, so that one change leaves the rest alone.
  private enum Aspect: UInt64 {
    case label, cause, object, scene, grain, mark, markDrawing
  }

  private func stream(_ split: Split, _ index: Int, _ aspect: Aspect) -> RandomStream {
    RandomStream(
      options.seed, .planted, split == .train ? 0 : 1, UInt64(index), aspect.rawValue)
  }

  /// The image that all streams of an image are of: in a factorial set four images are one.
  private func origin(_ split: Split, _ index: Int) -> Int {
    options.isFactorial && split == .test ? index / 4 : index
  }

  /// Label, cause and background. Each ten images running have each class once.
  func plan(_ split: Split, index place: Int) -> PlantedRecord {
    let classes = Self.classNames.count
    let index = origin(split, place)
    var labels = stream(split, index / classes, .label)
    let label = labels.permutation(of: classes)[index % classes]
    let partner = PlantedShapes.partner(of: label)
    let rates = options.rates(of: split)
    var stream = stream(split, index, .cause)
    let (lot, usual) = (stream.uniformDouble(), stream.uniformDouble())
    let others = (0..<classes).filter { $0 != label && $0 != partner }
    let other = others[stream.integer(in: 0..<others.count)]
    let strength = stream.uniform(in: options.leastMorphStrength...options.mostMorphStrength)

    var record = PlantedRecord(
      index: place, label: label, cause: .none, background: nil,
      usualBackground: usual < rates.background ? label : nil, partner: partner,
      morphStrength: 0, centreX: 0, centreY: 0, radius: 0, maskPixels: 0)
    // From a stream of their own, which leaves the set of scenes alone as it was.
    var marks = self.stream(split, index, .mark)
    record.kind = options.kinds[marks.integer(in: 0..<options.kinds.count)]
    let foreign = marks.uniformDouble() < options.lookAlikeShare ? partner : other
    if options.isFactorial, split == .test {
      record.cause = [.none, .interference, .morphology, .both][place % 4]
    } else if lot < rates.interference {
      record.cause = .interference
    } else if lot < rates.interference + rates.morphology {
      record.cause = .morphology
    }
    let isForeign = record.cause == .interference || record.cause == .both
    record.background = isForeign ? foreign : record.usualBackground
    if record.cause == .morphology || record.cause == .both { record.morphStrength = strength }
    return record
  }

  private func draw(
    _ record: inout PlantedRecord, split: Split, pixels: UnsafeMutableBufferPointer<UInt8>,
    mask: UnsafeMutableBufferPointer<UInt8>
  ) {
    let index = origin(split, record.index)
    var sceneStream = stream(split, index, .scene)
    let scene = SceneDrawing(
      scene: record.kind == .scene
        ? record.background.flatMap(PlantedScene.init(rawValue:)) : nil,
      stream: &sceneStream)
    var objectStream = stream(split, index, .object)
    let object = PlantedObject(stream: &objectStream, background: [scene.first, scene.second])
    let outline = PlantedShapes.outline(of: record.label, morphedBy: record.morphStrength)
    let coverage = Coverage(of: object.placed(outline)).samples
    var grain = stream(split, index, .grain)
    let side = CifarBinary.side
    for pixel in 0..<side * side {
      let (row, column) = (pixel / side, pixel % side)
      let share = Double(coverage[pixel]) / Double(Coverage.samplesPerPixel)
      let middle = Point(x: Double(column) + 0.5, y: Double(row) + 0.5)
      let surface = object.colour(at: middle, noise: grain.uniform(in: -1...1))
      let colour =
        share == 1
        ? surface : scene.colour(ofPixelAround: middle).mixed(with: surface, share: share)
      for (channel, value) in [colour.red, colour.green, colour.blue].enumerated() {
        // Two dice make the noise of the camera: -5...5, its middle the likeliest.
        let noise = grain.integer(in: -2..<4) + grain.integer(in: -3..<3)
        let level = Int(min(max(value * 255 + 0.5, 0), 255)) + noise
        pixels[pixel * ByteImages.channels + channel] = UInt8(min(max(level, 0), 255))
      }
      mask[pixel] = 2 * coverage[pixel] >= Coverage.samplesPerPixel ? 1 : 0
    }
    if record.kind != .scene, let mark = record.background {
      var stream = stream(split, index, .markDrawing)
      MarkDrawing(record.kind, appearances[mark], height: side, width: side, stream: &stream)
        .paint(on: pixels)
    }
    record.centreX = object.centre.x
    record.centreY = object.centre.y
    record.radius = object.radius
    record.maskPixels = mask.reduce(0) { $0 + Int($1) }
  }
}

extension SceneDrawing {
  /// Mean colour of a pixel, by 2 x 2 samples.
  fileprivate func colour(ofPixelAround middle: Point) -> Colour {
    guard scene != nil else { return first }
    let left = colour(at: middle + Point(x: -0.25, y: -0.25))
      .mixed(with: colour(at: middle + Point(x: -0.25, y: 0.25)), share: 0.5)
    let right = colour(at: middle + Point(x: 0.25, y: -0.25))
      .mixed(with: colour(at: middle + Point(x: 0.25, y: 0.25)), share: 0.5)
    return left.mixed(with: right, share: 0.5)
  }
}
