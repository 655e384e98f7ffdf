/// What the numbers of a random stream are for: the second step of its path, after the user's seed.
///
/// All purposes stand in this one list, whose values the compiler keeps distinct, so that no two
/// uses of a seed meet by accident. The values are never changed, since the same seed must give
/// the same bits; most are letters of a name.
package enum StreamPurpose: UInt64, Sendable, CaseIterable {
  // Data and training.
  case augmentation = 0x6175_676D_656E_7469
  case firstFlip = 0x666C_6970_73
  case resizedCrop = 0x7263_726F_70
  case colourJitter = 0x636F_6C6F_7572_73
  case background = 0x6261_636B_6772_6F75
  case planted = 0x706C_616E_7465_6473
  case mark = 0x6D61_726B_6564
  case initialParameters = 0x1217
  case imageOrder = 0x04DE4
  case validationImages = 0x7370_6C69_74
  case shownPixels = 0x7375_6273_6574

  // Explanations.
  case maps = 0x6D61_7073
  case control = 0x6374_726C
  case choosingImages = 0x7370_6C74
  case fill = 0x6669_6C6C
  case noise = 0x6E6F_6973
  case segments = 0x6C69_6D65
  case cells = 0x7269_7365
  case ties = 0x7469_6573
  case subset = 0x7375_6273
  case learnedMask = 0x6D61_736B
  case jitter = 0x6A69_7474
  case shuffle = 0x7368_7566
  case causeFill = 0x6361_7573_6601
  case causeBases = 0x6361_7573_6602
  case causeMaking = 0x6361_7573_6603
}

extension RandomStream {
  /// - Parameter path: what of the purpose the stream is for, such as an epoch or an image.
  package init(_ seed: UInt64, _ purpose: StreamPurpose, _ path: UInt64...) {
    self.init(path: [seed, purpose.rawValue] + path)
  }
}
