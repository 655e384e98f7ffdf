package import Images

/// Images with what a mask removed replaced by their blur, as bytes to look at.
package struct ChangedImages {
  private let blur: GaussianBlur
  private let normalization: Normalization

  package init(options: LearnedMaskOptions, normalization: Normalization) {
    blur = options.blur
    self.normalization = normalization
  }

  /// One image, H x W x 3, to the nearest byte.
  ///
  /// - Parameter removed: 1 − M′, H x W.
  package func bytes(of images: ByteImages, image: Int, removed: [Float]) -> [UInt8] {
    let pixels = normalization.apply(to: images, range: image..<image + 1)
    let scene = MaskedScene(pixels, height: images.height, width: images.width, blur)
    var shown = [Float](repeating: 0, count: pixels.count)
    shown.withUnsafeMutableBufferPointer { scene.show(removed.map { 1 - Double($0) }, into: $0) }
    return shown.enumerated().map { place, value in
      let grey = value * normalization.deviation[place % 3] + normalization.mean[place % 3]
      return UInt8(min(max((grey * 255).rounded(), 0), 255))
    }
  }
}
