import Foundation
import Images

/// Draws views of images of one size.
struct ViewPainter: Sendable {
  let height: Int
  let width: Int
  /// Of the steps that map the plane; each is computed once.
  private let warps: [(step: ViewStep, warp: PixelWarp)]

  init(_ views: [ImageView], height: Int, width: Int) {
    self.height = height
    self.width = width
    var warps: [(step: ViewStep, warp: PixelWarp)] = []
    for step in views.flatMap(\.steps) where !warps.contains(where: { $0.step == step }) {
      if let warp = Self.warp(step, height: height, width: width) { warps.append((step, warp)) }
    }
    self.warps = warps
  }

  private static func warp(_ step: ViewStep, height: Int, width: Int) -> PixelWarp? {
    switch step {
    case .mirror: .mirror(height: height, width: width)
    case .shift(let down, let right):
      .shift(
        down: Int((down / 100 * Double(height)).rounded()),
        right: Int((right / 100 * Double(width)).rounded()), height: height, width: width)
    case .zoom(let factor): .zoom(factor, height: height, width: width)
    case .turn(let degrees): .turn(degrees: degrees, height: height, width: width)
    default: nil
    }
  }

  /// All images of a batch as one view shows them, N x H x W x 3.
  ///
  /// - Parameters:
  ///   - images: normalised, N x H x W x 3.
  ///   - maps: of the images as they are, N x H x W, where the view's first step asks for them.
  ///   - classifier: whose gradients a later step asks for.
  func paint(
    _ view: ImageView, _ images: [Float], maps: [Float]?, by classifier: any Classifier
  ) throws -> [Float] {
    let size = height * width * ByteImages.channels
    var images = images
    var maps = maps
    for step in view.steps {
      if step.needsGradients, maps == nil {
        maps = try Self.maps(of: images, height: height, width: width, by: classifier)
      }
      let area = height * width
      images = (0..<images.count / size).flatMap { place in
        change(
          images[place * size..<(place + 1) * size], step,
          map: maps.map { $0[place * area..<(place + 1) * area] },
          normalization: classifier.normalization)
      }
      // A map belongs to the images that it was made of.
      maps = nil
    }
    return images
  }

  /// Which pixels the difference between the two likeliest classes depends on, N x H x W.
  static func maps(
    of images: [Float], height: Int, width: Int, by classifier: any Classifier
  ) throws -> [Float] {
    let count = images.count / (height * width * ByteImages.channels)
    // No label is used; places stand for them.
    let batch = ExplanationBatch(
      pixels: images, labels: [Int](repeating: 0, count: count), indices: Array(0..<count),
      height: height, width: width)
    return try GradientSaliency(target: .predictedMinusSecond, style: MapStyle(.sum)).maps(
      of: batch, by: classifier)
  }

  private func change(
    _ image: ArraySlice<Float>, _ step: ViewStep, map: ArraySlice<Float>?,
    normalization: Normalization
  ) -> [Float] {
    if let warp = warps.first(where: { $0.step == step })?.warp { return warp(image) }
    switch step {
    case .blur(let percent): return blurred(image, percent)
    case .sharpen(let amount):
      return zip(image, blurred(image, Self.slight)).map { $0 + Float(amount) * ($0 - $1) }
    case .contrast(let factor): return contrast(image, Float(factor))
    case .periphery(let share):
      let ellipse = Self.ellipse(share, height: height, width: width)
      return replaced(image, by: blurred(image, Self.strong), where: ellipse.map { !$0 })
    case .background:
      let object = ColourSegmentation(
        of: image, height: height, width: width, normalization: normalization
      ).object
      return replaced(image, by: blurred(image, Self.strong), where: object.map { !$0 })
    case .salient(let share):
      return replaced(image, by: blurred(image, Self.strong), where: boxes(map, share).pixels)
    case .inpaint(let share):
      let mask = boxes(map, share)
      guard mask.count < mask.pixels.count else { return Array(image) }
      return Inpainting.interpolated(mask, in: image, tolerance: Self.settled)
    case .mirror, .shift, .zoom, .turn: return Array(image)
    }
  }

  /// Standard deviations of blurs in percent of the side: what details lie under, and what leaves
  /// colours only. Of 32 pixels they are 1 and 3.
  private static let slight = 3.125
  private static let strong = 9.375

  /// A fifth of a grey level of an image whose deviation is a quarter of the scale.
  private static let settled: Float = 0.003

  private func blurred(_ image: ArraySlice<Float>, _ percent: Double) -> [Float] {
    let deviation = percent / 100 * Double(min(height, width))
    return GaussianBlur.continued(deviation: deviation)
      .picture(Array(image), height: height, width: width)
  }

  private func contrast(_ image: ArraySlice<Float>, _ factor: Float) -> [Float] {
    var sums: [Float] = [0, 0, 0]
    for (place, value) in image.enumerated() { sums[place % 3] += value }
    let means = sums.map { $0 / Float(max(image.count / 3, 1)) }
    return image.enumerated().map { means[$0 % 3] + factor * ($1 - means[$0 % 3]) }
  }

  private func replaced(
    _ image: ArraySlice<Float>, by other: [Float], where mask: [Bool]
  ) -> [Float] {
    image.enumerated().map { mask[$0 / 3] ? other[$0] : $1 }
  }

  private func boxes(_ map: ArraySlice<Float>?, _ share: Double) -> PixelMask {
    let nothing = PixelMask(height: height, width: width)
    guard let map, MapFault(of: map) == nil,
      let selection = try? AnchorSelection(fraction: share)
    else { return nothing }
    let region = ErasureRegion(
      height: height, width: width, box: .usual(height: height, width: width))
    return region.treatment(map: map, selection: selection)
  }

  private static func ellipse(_ share: Double, height: Int, width: Int) -> [Bool] {
    let half = share / Double.pi
    return (0..<height * width).map { pixel in
      let y = (Double(pixel / width) + 0.5) / Double(height) - 0.5
      let x = (Double(pixel % width) + 0.5) / Double(width) - 0.5
      return x * x + y * y <= half
    }
  }
}
