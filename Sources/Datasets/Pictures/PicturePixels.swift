import Images
import Interchange

/// Pictures in files of their own, decoded and prepared when they are asked for, on all threads.
struct PicturePixels: PixelSource {
  private let loading: PictureLoading
  private let names: NameList
  let height: Int
  let width: Int

  var count: Int { names.count }

  /// The pictures must be of one size, or be made so; which it is the first one tells where the
  /// preparation does not.
  ///
  /// - Throws: what reading the first picture throws, where it must be read.
  init(_ loading: PictureLoading, _ names: NameList) throws {
    self.loading = loading
    self.names = names
    if let known = loading.reading.preparation?.knownSize {
      (height, width) = (known.height, known.width)
    } else if let first = names.first {
      let picture = try loading.picture(first)
      (height, width) = (picture.height, picture.width)
    } else {
      (height, width) = (0, 0)
    }
  }

  func pixels(of places: [Int]) throws -> [UInt8] {
    let pictures = try readable(
      loading.workers.map(count: places.count) { number in
        Result { try picture(names[places[number]]) }
      })
    var pixels: [UInt8] = []
    pixels.reserveCapacity(places.count * height * width * ByteImages.channels)
    for picture in pictures { pixels += picture.pixels }
    return pixels
  }

  func made(
    from places: [Int], _ make: (_ number: Int, _ original: ByteImages) throws -> ByteImages
  ) throws -> [ByteImages] {
    try readable(
      loading.workers.map(count: places.count) { number in
        Result { try make(number, try loading.original(names[places[number]])) }
      })
  }

  /// The pictures, or all that is wrong with those that could not be read.
  private func readable(_ results: [Result<ByteImages, any Error>]) throws -> [ByteImages] {
    var pictures: [ByteImages] = []
    pictures.reserveCapacity(results.count)
    var broken: [String] = []
    for result in results {
      do {
        pictures.append(try result.get())
      } catch let error as DatasetError where !error.isOfOnePicture {
        throw error
      } catch {
        broken.append("\(error)")
      }
    }
    guard broken.isEmpty else { throw DatasetError.unreadablePictures(broken) }
    return pictures
  }

  /// Files are told apart by their bytes, which takes no decoding, and by what is made of them.
  func identity(of places: [Int]) throws -> [UInt8] {
    let preparation = loading.reading.preparation.map { "\($0)" } ?? ""
    return try loading.workers.map(count: places.count) { number in
      Result {
        var digest = SHA256()
        digest.update(preparation.utf8)
        digest.update(try loading.bytes(of: names[places[number]]))
        return Array(digest.hexadecimal().utf8)
      }
    }.flatMap { try $0.get() }
  }

  private func picture(_ name: String) throws -> ByteImages {
    let picture = try loading.picture(name)
    guard (picture.height, picture.width) == (height, width) else {
      throw DatasetError.differentSizes(
        first: names[0], firstSize: [width, height], second: name,
        secondSize: [picture.width, picture.height])
    }
    return picture
  }
}

extension DatasetError {
  /// Whether a single picture is at fault, which may be left out.
  fileprivate var isOfOnePicture: Bool {
    if case .differentSizes = self { false } else { true }
  }
}
