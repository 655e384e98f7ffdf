import Figures
import Images

/// The pictures of the cards, as they are, or smaller where they would take too much room.
struct CardPictures {
  private let images: ByteImages
  private let places: [Int: Int]
  /// The longest side of a picture on the page.
  let side: Int
  /// Whether the images are as networks saw them.
  let isNetworkInput: Bool

  /// The sides that are tried, the longest first.
  private static let sides = [160, 112, 80, 56, 40, 28]
  /// How many pictures tell how large all of them will be.
  private static let tried = 24

  /// - Parameters:
  ///   - images: the images of all cards.
  ///   - places: of each in the data.
  ///   - bytes: that all pictures may take in a page.
  ///   - isNetworkInput: whether the images are as networks saw them.
  init(_ images: ByteImages, places: [Int], bytes: Int, isNetworkInput: Bool) {
    self.isNetworkInput = isNetworkInput
    self.images = images
    self.places = Dictionary(
      places.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let whole = max(images.height, images.width)
    let step = max(images.count / Self.tried, 1)
    let samples = stride(from: 0, to: images.count, by: step).map { $0 }
    // Bytes in a page are written as text: four letters for three.
    let fits = { (side: Int) in
      let mean =
        samples.reduce(0) { $0 + Self.picture(images, $1, side).png.count }
        / max(samples.count, 1)
      return mean * images.count / 3 * 4 <= bytes
    }
    let smaller = Self.sides.filter { $0 < whole }
    side = ([whole] + smaller).first(where: fits) ?? smaller.last ?? whole
  }

  /// Of the images, which may be larger than their pictures.
  var height: Int { images.height }
  var width: Int { images.width }

  /// The image at a place of the data.
  func picture(_ image: Int) -> PixelCanvas? {
    places[image].map { Self.picture(images, $0, side) }
  }

  /// A map of the image, laid over it.
  ///
  /// - Parameter map: height x width numbers.
  func overlay(_ image: Int, map: ArraySlice<Float>) -> PixelCanvas? {
    guard isNetworkInput, let place = places[image], map.count == height * width else { return nil }
    var canvas = PixelCanvas(images, image: place)
    canvas.overlay(map: Array(map), scale: 1)
    return Self.reduced(canvas, side)
  }

  private static func picture(_ images: ByteImages, _ place: Int, _ side: Int) -> PixelCanvas {
    reduced(PixelCanvas(images, image: place), side)
  }

  private static func reduced(_ canvas: PixelCanvas, _ side: Int) -> PixelCanvas {
    let longest = max(canvas.width, canvas.height)
    if longest <= side { return canvas }
    func shorter(_ length: Int) -> Int { max((length * side + longest / 2) / longest, 1) }
    let size = (width: shorter(canvas.width), height: shorter(canvas.height))
    let resizer = PictureResizer(
      from: (canvas.width, canvas.height), to: size, filter: .bilinear)
    return PixelCanvas(
      ByteImages(
        count: 1, height: size.height, width: size.width, pixels: resizer.resize(canvas.pixels)),
      image: 0)
  }
}
