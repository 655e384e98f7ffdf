import Images
import Interchange

/// What the headers of pictures tell, without decoding any.
package struct PictureSizes: Sendable, Equatable, Encodable {
  /// Pictures of each kind, such as `JPEG`.
  package private(set) var kinds: [String: Int] = [:]
  /// Width and height of the pictures of least and most pixels, as they are stored.
  package private(set) var smallest: [Int]?
  package private(set) var largest: [Int]?
  /// Pictures whose headers cannot be read.
  package private(set) var unreadable = 0

  mutating func add(_ header: PictureFile.Header?) {
    guard let header else {
      unreadable += 1
      return
    }
    kinds[header.kind.rawValue, default: 0] += 1
    let size = [header.width, header.height]
    func area(_ size: [Int]) -> Int { size[0] * size[1] }
    if smallest.map({ area(size) < area($0) }) ?? true { smallest = size }
    if largest.map({ area(size) > area($0) }) ?? true { largest = size }
  }
}
