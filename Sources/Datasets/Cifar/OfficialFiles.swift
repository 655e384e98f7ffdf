/// How a file stands to the one of the same name that the authors of CIFAR-10 published.
package enum OfficialStanding: Sendable, Equatable {
  /// The same bytes.
  case official
  /// Byte for byte the first records of the official file.
  case firstRecords(Int)
  /// Other bytes; it may still be a valid set.
  case different
}

/// What is known for certain of the official binary files.
enum OfficialFiles {
  /// SHA-256 of the six files of `cifar-10-binary.tar.gz` (md5 c32a1d4ab5d03f1284b67883e8d87530),
  /// as torchvision for Ruby publishes them and checks them on every download.
  static let sha256 = [
    "data_batch_1.bin": "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
    "data_batch_2.bin": "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
    "data_batch_3.bin": "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
    "data_batch_4.bin": "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
    "data_batch_5.bin": "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
    "test_batch.bin": "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
  ]

  /// SHA-256 of the beginning of an official file, by its number of records: short sets in use.
  static let sha256OfFirstRecords = [
    "test_batch.bin": [
      1000: "8314c96d7cd65618193bab23acdd5d4c4af15bf6dd00a1781d55beedf3be1ef5"
    ]
  ]

  static func standing(of name: String, records: Int, sha256 digest: String) -> OfficialStanding {
    if sha256[name] == digest { return .official }
    if sha256OfFirstRecords[name]?[records] == digest { return .firstRecords(records) }
    return .different
  }
}
