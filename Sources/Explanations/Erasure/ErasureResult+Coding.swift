package import Foundation

extension Array<Float> {
  /// The bits of all numbers, low bytes first, for files that others of this program read.
  package var packed: Data {
    var data = Data(capacity: count * 4)
    for value in self {
      let bits = value.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        data.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return data
  }

  /// Nil for bytes that are no whole numbers.
  package init?(packed data: Data) {
    guard data.count.isMultiple(of: 4) else { return nil }
    let bytes = [UInt8](data)
    self = stride(from: 0, to: bytes.count, by: 4).map { place in
      Float(
        bitPattern: (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) })
    }
  }
}

extension ErasedImage: Codable {
  private enum CodingKeys: String, CodingKey {
    case height, width, pixels, mask
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let height = try values.decode(Int.self, forKey: .height)
    let width = try values.decode(Int.self, forKey: .width)
    let pixels = try values.decode(Data.self, forKey: .pixels)
    let mask = try values.decode(Data.self, forKey: .mask)
    guard (0...65_536).contains(height), (0...65_536).contains(width),
      pixels.count == height * width * 3, mask.count == height * width
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .pixels, in: values,
        debugDescription: "expected three bytes for each pixel of \(height) x \(width) and one of "
          + "the mask")
    }
    self.init(
      pixels: [UInt8](pixels),
      mask: PixelMask(height: height, width: width, pixels: mask.map { $0 != 0 }))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(mask.height, forKey: .height)
    try values.encode(mask.width, forKey: .width)
    try values.encode(Data(pixels), forKey: .pixels)
    try values.encode(Data(mask.pixels.map { $0 ? 1 : 0 }), forKey: .mask)
  }
}

extension KeptErasure: Codable {
  private enum CodingKeys: String, CodingKey {
    case index, map, treatment, controls
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let treatment = try values.decode(ErasedImage.self, forKey: .treatment)
    let controls = try values.decode([ErasedImage].self, forKey: .controls)
    let map = [Float](packed: try values.decode(Data.self, forKey: .map))
    guard let map, map.count == treatment.mask.pixels.count,
      controls.allSatisfy({ $0.pixels.count == treatment.pixels.count })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .map, in: values, debugDescription: "expected a number for each pixel")
    }
    self.init(
      index: try values.decode(Int.self, forKey: .index), map: map, treatment: treatment,
      controls: controls)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(index, forKey: .index)
    try values.encode(map.packed, forKey: .map)
    try values.encode(treatment, forKey: .treatment)
    try values.encode(controls, forKey: .controls)
  }
}
