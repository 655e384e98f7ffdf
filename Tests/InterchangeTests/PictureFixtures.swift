import Foundation
import Interchange

/// Small pictures that other programs wrote, and what Pillow decodes them to
/// (Scripts/make-picture-goldens.py).
enum PictureFixtures {
  struct Golden: Sendable {
    let name: String
    let bytes: [UInt8]
    let height: Int
    let width: Int
    let pixels: [UInt8]
  }

  static let all: [Golden] = {
    do {
      let file = try SafetensorsFile(path: Fixture.path("../Pictures/pictures.safetensors"))
      return file.tensors.compactMap { tensor in
        guard let pixels = file[tensor.name + ".pixels"] else { return nil }
        return Golden(
          name: tensor.name, bytes: tensor.values.map { UInt8($0) }, height: pixels.shape[0],
          width: pixels.shape[1], pixels: pixels.values.map { UInt8($0) })
      }
    } catch {
      fatalError("\(error)")
    }
  }()

  static let names = all.map(\.name)
  static let jpegs = all.filter { $0.name.hasSuffix("jpg") }

  static func golden(_ name: String) throws -> Golden {
    guard let golden = all.first(where: { $0.name == name }) else { throw Missing(name: name) }
    return golden
  }

  struct Missing: Error { let name: String }
}

/// The largest and the mean difference of two pictures' bytes.
func difference(_ one: [UInt8], _ other: some Collection<UInt8>) -> (largest: Int, mean: Double) {
  var (largest, sum) = (0, 0)
  for (a, b) in zip(one, other) {
    let distance = abs(Int(a) - Int(b))
    (largest, sum) = (max(largest, distance), sum + distance)
  }
  return (largest, Double(sum) / Double(max(one.count, 1)))
}
