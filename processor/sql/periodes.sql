(genre, debut) IN arrayZip({genres:Array(String)}, {debuts:Array(Date)})
