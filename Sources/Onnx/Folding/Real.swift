import Foundation

enum Real {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
