package import Images

/// Random changes made to a training image each time it is shown.
///
/// In the usual order: the image is padded on all sides, with black if nothing else is wanted, a
/// window of its own size is cut out at a random place, and is mirrored left to right half of the
/// time. Black is the raw byte 0, before normalisation, as torchvision's `RandomCrop` followed by
/// `Normalize` has it. Then a square is cut out and single pixels are dropped; what they leave is 0
/// after normalisation, the mean colour, which carries no information to the network.
package struct Augmentation: Sendable, Equatable {
  /// Pixels put on each side before cropping; 0 for no crop.
  package var cropPadding: Int
  package var border = Border.black
  package var flip: Bool
  /// Mirrors an image every other epoch, beginning by chance, in place of each time by chance: in
  /// two epochs every image is seen both ways (Jordan 2024, "94% on CIFAR-10 in 3.29 Seconds",
  /// section 3.6).
  package var alternatesFlips = false
  /// Side of the square that is cut out around a random pixel, in pixels; 0 for none.
  ///
  /// The pixel may stand anywhere, so part of the square may fall outside (DeVries & Taylor 2017).
  package var cutout: Int
  /// Share of pixels that are dropped, in 0..<1, each in all channels and by a draw of its own.
  ///
  /// What is left is not scaled up (Carter et al. 2021, "Overinterpretation reveals image
  /// classification model pathologies", whose networks drop a fifth).
  package var inputDropout: Double
  /// How images of which only some pixels are shown are cropped and flipped.
  package var hiding = Hiding.together

  /// Takes a part of random size, shape and place instead of the prepared picture; nil for none.
  package var resizedCrop: ResizedCrop?
  /// Changes colours at random; nil for none.
  package var jitter: JitterRanges?

  /// What stands around an image that is cropped.
  package enum Border: String, Sendable, Codable, CaseIterable {
    case black
    /// The image's own pixels, mirrored at its outermost ones, which are not repeated.
    case reflect

    /// The place of the image that stands at a position of its side; nil for none.
    func place(_ position: Int, of side: Int) -> Int? {
      if (0..<side).contains(position) { return position }
      guard self == .reflect else { return nil }
      if side == 1 { return 0 }
      let period = 2 * (side - 1)
      let place = (position % period + period) % period
      return min(place, period - place)
    }
  }

  package enum Hiding: Sendable {
    /// The hidden pixels move with the image, and what crops bring in from outside is hidden as
    /// well.
    case together
    /// Every image is cropped and flipped once and for all, and then hidden where its pixels would
    /// have been without: what the code of Carter et al. 2021 does.
    case afterwards
  }

  /// - Precondition: `cropPadding` and `cutout` are not negative, `inputDropout` is in 0..<1.
  package init(cropPadding: Int, flip: Bool, cutout: Int = 0, inputDropout: Double = 0) {
    precondition(cropPadding >= 0 && cutout >= 0 && (0..<1).contains(inputDropout))
    self.cropPadding = cropPadding
    self.flip = flip
    self.cutout = cutout
    self.inputDropout = inputDropout
  }

  package static let none = Augmentation(cropPadding: 0, flip: false)
  /// What CIFAR-10 networks are usually trained with: padding 4 and a flip.
  package static let standard = Augmentation(cropPadding: 4, flip: true)

  /// The names by which an augmentation is asked for.
  package static let names = [
    "none", "crop", "flip", "crop-flip", "resized-crop", "resized-crop-flip",
  ]

  package init(parsing text: String) throws(DatasetError) {
    switch text {
    case "none": self = .none
    case "crop": self = Augmentation(cropPadding: 4, flip: false)
    case "flip": self = Augmentation(cropPadding: 0, flip: true)
    case "crop-flip": self = .standard
    case "resized-crop", "resized-crop-flip":
      self = Augmentation(cropPadding: 0, flip: text.hasSuffix("flip"))
      resizedCrop = ResizedCrop()
    default:
      throw .invalidOption(
        name: "augmentation", expected: Self.names.joined(separator: ", "), found: "\"\(text)\"")
    }
  }

  /// What is done to one image.
  struct Placement: Equatable {
    /// Source row of the output's row 0, in -padding...padding.
    var top: Int
    /// Source column of the window's column 0, in -padding...padding.
    var left: Int
    var mirrored: Bool

    static let none = Placement(top: 0, left: 0, mirrored: false)
  }

  /// The same for the same seed, epoch and image, whatever else is in the batch.
  func placement(seed: UInt64, epoch: Int, image: Int) -> Placement {
    var stream = Self.stream(seed: seed, epoch: epoch, image: image)
    return placement(&stream, seed: seed, epoch: epoch, image: image)
  }

  private static func stream(seed: UInt64, epoch: Int, image: Int) -> RandomStream {
    RandomStream(
      seed, .augmentation, UInt64(bitPattern: Int64(epoch)),
      UInt64(bitPattern: Int64(image)))
  }

  private func placement(
    _ stream: inout RandomStream, seed: UInt64, epoch: Int, image: Int
  ) -> Placement {
    let offsets = -cropPadding..<cropPadding + 1
    let (top, left) = (stream.integer(in: offsets), stream.integer(in: offsets))
    guard flip else { return Placement(top: top, left: left, mirrored: false) }
    guard alternatesFlips else {
      return Placement(top: top, left: left, mirrored: stream.integer(in: 0..<2) == 1)
    }
    var first = RandomStream(seed, .firstFlip, UInt64(bitPattern: Int64(image)))
    let isMirrored = first.integer(in: 0..<2) == 1
    return Placement(top: top, left: left, mirrored: isMirrored != (epoch % 2 == 1))
  }

  /// Writes the chosen images, augmented and normalised, to `output`: indices.count x H x W x 3.
  ///
  /// - Parameters:
  ///   - epoch: how many times the set was gone through before; each has its own random changes.
  ///   - output: room for all floats; each image's are written by one piece of work.
  /// - Throws: what reading the images throws.
  package func fillBatch(
    of set: ImageSet, indices: [Int], normalization: Normalization, seed: UInt64, epoch: Int,
    workers: Workers, into output: UnsafeMutablePointer<Float>
  ) throws {
    fillBatch(
      of: try load(indices, of: set, seed: seed, epoch: epoch), shown: set.shown, indices: indices,
      normalization: normalization, seed: seed, epoch: epoch, workers: workers, into: output)
  }

  /// The same for images that were read.
  ///
  /// - Parameters:
  ///   - images: one for each index, in their order.
  ///   - shown: of the whole set, as `ImageSet` has it.
  package func fillBatch(
    of images: ByteImages, shown: [UInt8]? = nil, indices: [Int], normalization: Normalization,
    seed: UInt64, epoch: Int, workers: Workers, into output: UnsafeMutablePointer<Float>
  ) {
    precondition(images.count == indices.count)
    let size = images.bytesPerImage
    let table = normalization.table
    images.pixels.withUnsafeBufferPointer { pixels in
      table.withUnsafeBufferPointer { table in
        // Piece k writes the floats of image k of the batch and no others.
        workers.forEach(pieces: indices.count) { piece in
          let image = indices[piece]
          let source = UnsafeBufferPointer(rebasing: pixels[piece * size..<(piece + 1) * size])
          var stream = Self.stream(seed: seed, epoch: epoch, image: image)
          var placement = placement(&stream, seed: seed, epoch: epoch, image: image)
          if shown != nil, hiding == .afterwards {
            placement = self.placement(seed: seed, epoch: 0, image: image)
          }
          Self.place(
            source, height: images.height, width: images.width, by: placement, border: border,
            table: table, into: output + piece * size)
          if let shown {
            let area = images.height * images.width
            Self.hide(
              shown[image * area..<(image + 1) * area], height: images.height,
              width: images.width, by: hiding == .together ? placement : .none, border: border,
              in: output + piece * size)
          }
          erase(
            &stream, height: images.height, width: images.width, in: output + piece * size)
        }
      }
    }
  }

  /// One image, H x W x 3; `table` is 3 x 256, what each byte becomes in each channel.
  static func place(
    _ source: UnsafeBufferPointer<UInt8>, height: Int, width: Int, by placement: Placement,
    border: Border = .black, table: UnsafeBufferPointer<Float>,
    into output: UnsafeMutablePointer<Float>
  ) {
    for y in 0..<height {
      let row = border.place(y + placement.top, of: height)
      for x in 0..<width {
        let position = (placement.mirrored ? width - 1 - x : x) + placement.left
        let column = border.place(position, of: width)
        for channel in 0..<ByteImages.channels {
          var byte: UInt8 = 0
          if let row, let column {
            byte = source[(row * width + column) * ByteImages.channels + channel]
          }
          output[(y * width + x) * ByteImages.channels + channel] =
            table[channel * 256 + Int(byte)]
        }
      }
    }
  }

  /// Sets to 0 what is not shown of one placed image, H x W x 3.
  ///
  /// - Parameter shown: H x W, before the placement.
  static func hide(
    _ shown: ArraySlice<UInt8>, height: Int, width: Int, by placement: Placement,
    border: Border = .black, in output: UnsafeMutablePointer<Float>
  ) {
    for y in 0..<height {
      let row = border.place(y + placement.top, of: height)
      for x in 0..<width {
        let position = (placement.mirrored ? width - 1 - x : x) + placement.left
        if let row, let column = border.place(position, of: width),
          shown[shown.startIndex + row * width + column] != 0
        {
          continue
        }
        let channels = ByteImages.channels
        (output + (y * width + x) * channels).update(repeating: 0, count: channels)
      }
    }
  }

  /// Cuts the square out and drops pixels of one normalised image, H x W x 3.
  private func erase(
    _ stream: inout RandomStream, height: Int, width: Int,
    in output: UnsafeMutablePointer<Float>
  ) {
    let channels = ByteImages.channels
    if cutout > 0 {
      let top = stream.integer(in: 0..<height) - cutout / 2
      let left = stream.integer(in: 0..<width) - cutout / 2
      let columns = max(left, 0)..<min(left + cutout, width)
      for y in max(top, 0)..<min(top + cutout, height) {
        let start = output + (y * width + columns.lowerBound) * channels
        start.update(repeating: 0, count: columns.count * channels)
      }
    }
    if inputDropout > 0 {
      for pixel in 0..<height * width where stream.uniformDouble() < inputDropout {
        (output + pixel * channels).update(repeating: 0, count: channels)
      }
    }
  }
}
